"""Who may do what with a version in which state: every triple, allowed or refused with its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import transaction

from apps.accounts.domain.roles import Capability, Role
from apps.advisory.models import Member
from apps.advisory.services.approve import approve
from apps.advisory.services.sign import dissent, sign
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.services import move
from apps.articles.services.start_draft import put_away, start_version, submit_draft
from core.actors import Actor, ActorKind, anonymous
from core.errors import DomainError
from core.tenancy.scope import tenant_scope
from tests import make
from tests.articles.states import in_state
from tests.cast import Cast, actor_of

_Deed = Callable[[ArticleVersion, Actor, Cast], Any]


def _dissent(version: ArticleVersion, actor: Actor, cast: Cast) -> Any:
    digest = make.all_parts(version).get("first", "0" * 64)
    return dissent(version=version, part="first", sha256=digest, reason="Too strong.", actor=actor)


DEEDS: Final[dict[str, _Deed]] = {
    "submit": lambda version, actor, _: submit_draft(version=version, actor=actor),
    "put away": lambda version, actor, _: put_away(version=version, actor=actor),
    "start anew": lambda version, actor, cast: start_version(
        version=version, author=cast.ada, actor=actor
    ),
    "take": lambda version, actor, _: move.take_under_review(version=version, actor=actor),
    "sign": lambda version, actor, _: sign(
        version=version, parts=make.all_parts(version), actor=actor
    ),
    "dissent": _dissent,
    "ask for changes": lambda version, actor, _: move.ask_for_changes(
        version=version, reason="Say it again.", actor=actor
    ),
    "approve": lambda version, actor, _: approve(version=version, actor=actor),
    "withdraw": lambda version, actor, _: move.withdraw(
        version=version, reason="It was wrong.", successor=None, actor=actor
    ),
}
AUTHORS: Final = {"author", "author on the board"}
JUDGES: Final = {"member", "chair"}
BOARD: Final = {*JUDGES, "author on the board"}
# By deed: who may, and in which states.
ALLOWED: Final[dict[str, tuple[set[str], set[State]]]] = {
    "submit": (AUTHORS, {State.DRAFT}),
    "put away": (AUTHORS, {State.DRAFT}),
    "start anew": (AUTHORS, set(State) - {State.DRAFT}),
    "take": (BOARD, {State.SUBMITTED}),
    "sign": (JUDGES, {State.UNDER_REVIEW}),
    "dissent": (JUDGES, {State.UNDER_REVIEW}),
    "ask for changes": (BOARD, {State.UNDER_REVIEW}),
    "approve": (JUDGES, {State.UNDER_REVIEW}),
    # Once more is once: a withdrawn version stays withdrawn.
    "withdraw": ({"chair", "admin"}, {State.APPROVED, State.WITHDRAWN}),
}


def _actors(cast: Cast) -> dict[str, Actor]:
    return {
        "author": cast.ada_acting,
        "author on the board": actor_of(cast.ada, Role.AUTHOR, Role.BOARD_MEMBER),
        "member": cast.boris_acting,
        "chair": cast.chiyo_acting,
        "curator": cast.cleo_acting,
        "admin": actor_of(cast.edda, Role.ADMIN),
        "reader": cast.rosa_acting,
        "nobody": anonymous("a visitor"),
        "partner": Actor(
            kind=ActorKind.PARTNER, name="A program", id=1, capabilities=frozenset(Capability)
        ),
    }


def _try(deed: str, version: ArticleVersion, actor: Actor, cast: Cast) -> str:
    """What came of it; whatever was done is taken back for the next one."""
    before = transaction.savepoint()
    try:
        DEEDS[deed](ArticleVersion.objects.get(pk=version.pk), actor, cast)
    except DomainError as refusal:
        return f"{refusal.status} {refusal.code}"
    finally:
        transaction.savepoint_rollback(before)
    return "done"


@pytest.mark.parametrize("state", State, ids=str)
def test_every_deed_of_everybody_is_done_or_refused_with_its_code(cast: Cast, state: State) -> None:
    version = in_state(cast, state)
    with tenant_scope(cast.northgate.pk):
        Member.objects.create(user=cast.chiyo, is_chair=True)

        found = {
            (deed, name): _try(deed, version, actor, cast)
            for deed in DEEDS
            for name, actor in _actors(cast).items()
        }

        assert found == {(deed, name): _expected(deed, name, state) for deed, name in found}
        assert ArticleVersion.objects.get(pk=version.pk).state == state


def _expected(deed: str, name: str, state: State) -> str:
    people, states = ALLOWED[deed]
    if name not in people:
        return "403 not_permitted"
    return "done" if state in states else "409 wrong_state"
