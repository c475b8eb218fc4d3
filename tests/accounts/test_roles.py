"""Roles and what each may do: a table, and nothing beside it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.domain.roles import CAPABILITIES, Capability, Role, Scope, capabilities_of
from apps.accounts.models import Membership, PartnerKey
from tests.cast import Cast

PROMISED = {
    Role.READER: set(),
    Role.AUTHOR: {Capability.WRITE_ARTICLES},
    Role.BOARD_MEMBER: {Capability.REVIEW_ARTICLES},
    Role.CURATOR: {Capability.CURATE_GUIDELINES},
    Role.ADMIN: {Capability.MANAGE_ORGANISATION},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says(role: Role) -> None:
    assert capabilities_of([role.value]) == PROMISED[role]


def test_every_role_is_in_the_table() -> None:
    assert set(CAPABILITIES) == set(Role) == set(PROMISED)


def test_roles_add_up() -> None:
    both = capabilities_of(["author", "board_member"])

    assert both == {Capability.WRITE_ARTICLES, Capability.REVIEW_ARTICLES}


def test_nobody_without_a_role_may_do_anything() -> None:
    assert capabilities_of([]) == frozenset()


def test_no_role_gives_what_a_key_may_do() -> None:
    assert not set(Scope) & {right.value for right in capabilities_of(list(Role))}


def test_a_role_nobody_knows_is_a_bug() -> None:
    with pytest.raises(ValueError, match="owner"):
        capabilities_of(["owner"])


def test_the_database_keeps_unknown_roles_out(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="known_roles"), transaction.atomic():
        Membership.objects.filter(user=cast.rosa).update(roles=["reader", "owner"])


def test_the_database_keeps_unknown_scopes_out(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="known_scopes"), transaction.atomic():
        PartnerKey.objects.filter(tenant=cast.northgate).update(scopes=["write_articles"])


def test_nobody_is_a_member_twice(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        Membership.objects.create(tenant=cast.northgate, user=cast.rosa, roles=["admin"])
