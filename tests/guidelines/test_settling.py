"""Settling a conflict, and the pages that show it."""

from __future__ import annotations

import uuid

import pytest

from apps.accounts.domain.roles import Role
from apps.guidelines.conflicts import ConflictFilters, conflict_page, conflicts_page, get_conflict
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict
from apps.guidelines.services.settle_conflict import settle_conflict
from core.actors import system
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, actor_of
from tests.guidelines.conflicting import curator, differing, the_conflict

REASON = "The newer review outweighs the older one."


@pytest.mark.parametrize("state", [ConflictState.SETTLED, ConflictState.DISMISSED])
def test_a_conflict_is_settled_by_a_named_person_with_a_reason(
    cast: Cast, state: ConflictState
) -> None:
    differing(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        settle_conflict(
            conflict=Conflict.objects.get(), state=state, reason=REASON, actor=curator(cast)
        )

        conflict = Conflict.objects.get()
        assert (conflict.state, conflict.reason) == (state, REASON)
        assert (conflict.settled_by, conflict.settled_by_name) == (cast.cleo, "Cleo Marsh")
        assert conflict.settled_on is not None
        entry = AuditEntry.objects.get(action="guidelines.conflict.settled")
        assert entry.data == {"state": state, "reason": REASON}


def test_a_board_member_settles_too(cast: Cast) -> None:
    differing(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        settle_conflict(
            conflict=Conflict.objects.get(),
            state=ConflictState.SETTLED,
            reason=REASON,
            actor=cast.boris_acting,
        )

        assert Conflict.objects.get().settled_by_name == "Dr Boris"


def test_nobody_else_settles(cast: Cast) -> None:
    differing(cast.northgate)
    conflict = the_conflict(cast.northgate)

    for actor in (
        cast.ada_acting,
        cast.rosa_acting,
        actor_of(cast.edda, Role.ADMIN),
        system("tests"),
    ):
        with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
            settle_conflict(
                conflict=conflict, state=ConflictState.SETTLED, reason=REASON, actor=actor
            )


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ConflictState.SETTLED, "  "),
        (ConflictState.OPEN, REASON),
        (ConflictState.GONE, REASON),
    ],
)
def test_a_reason_and_an_end_are_needed(cast: Cast, state: ConflictState, reason: str) -> None:
    differing(cast.northgate)
    conflict = the_conflict(cast.northgate)

    with tenant_scope(cast.northgate.pk), pytest.raises(InvalidInput):
        settle_conflict(conflict=conflict, state=state, reason=reason, actor=curator(cast))


def test_a_second_settlement_is_refused(cast: Cast) -> None:
    differing(cast.northgate)
    conflict = the_conflict(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        settle_conflict(
            conflict=conflict, state=ConflictState.SETTLED, reason=REASON, actor=curator(cast)
        )
        with pytest.raises(WrongState):
            settle_conflict(
                conflict=conflict, state=ConflictState.DISMISSED, reason="No.", actor=curator(cast)
            )


def test_the_page_shows_the_sides_next_to_each_other(cast: Cast) -> None:
    differing(cast.northgate)
    conflict = the_conflict(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        page = conflict_page(conflict.public_id)

    shown = [
        (side.body, side.published, side.direction, side.grade.strength, side.as_printed)
        for side in page.sides
    ]
    assert shown == [
        ("ACP", "2023", "for", 3, "Strong recommendation, high certainty"),
        ("ACP", "2023", "against", 3, "Do not use"),
    ]
    assert page.sides[0].population == "adults with osteoporosis"
    assert page.sides[0].conditions == ("osteoporosis",)


def test_the_list_is_filtered_and_counts_what_there_is(cast: Cast) -> None:
    differing(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        everything = conflicts_page(ConflictFilters(intervention="bisphosphonate"))
        settled = conflicts_page(ConflictFilters(state=ConflictState.SETTLED))

    (item,) = everything.items
    assert (item.title, item.sides) == ("bisphosphonate in osteoporosis", 2)
    assert everything.states == {"open": 1, "settled": 0, "dismissed": 0, "gone": 0}
    assert (settled.items, settled.total, settled.has_more) == ((), 0, False)


def test_another_organisations_conflict_is_not_there(cast: Cast) -> None:
    differing(cast.northgate)
    conflict = the_conflict(cast.northgate)

    with tenant_scope(cast.harbour.pk):
        for public_id in (conflict.public_id, uuid.uuid4()):
            with pytest.raises(NotFound):
                get_conflict(public_id)
        assert conflicts_page(ConflictFilters()).items == ()
