"""Conflicts: found when recommendations come, change or go; never opened twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.conflicts import conflicts_for_readers
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict, Recommendation, RecommendationVersion
from apps.guidelines.services.detect_conflicts import reconsider_conflicts
from apps.guidelines.services.settle_conflict import settle_conflict
from apps.guidelines.services.withdraw import withdraw_recommendation
from core.actors import system
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.conflicting import (
    curator,
    differing,
    sides,
    speaking_against,
    speaking_for,
    take_in,
    the_conflict,
    withdrawn,
)


def test_an_import_opens_a_conflict_with_what_is_there(cast: Cast) -> None:
    differing(cast.northgate)

    conflict = the_conflict(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert conflict.state == ConflictState.OPEN
        assert conflict.is_detected
        assert conflict.title == "bisphosphonate in osteoporosis"
        assert sides(conflict) == {"for-it", "against-it"}
        entry = AuditEntry.objects.get(action="guidelines.conflicts.detected")
        assert entry.data == {"opened": [conflict.key]}


def test_two_stores_give_the_same_conflict_the_same_key(cast: Cast) -> None:
    for tenant in (cast.northgate, cast.harbour):
        differing(tenant)

    assert the_conflict(cast.northgate).key == the_conflict(cast.harbour).key


def test_sources_of_another_organisation_are_no_side(cast: Cast) -> None:
    make.store(cast.northgate, speaking_for())

    make.store(cast.harbour, speaking_against())

    for tenant in (cast.northgate, cast.harbour):
        with tenant_scope(tenant.pk):
            assert not Conflict.objects.exists()


def test_the_same_import_again_opens_nothing(cast: Cast) -> None:
    differing(cast.northgate)

    differing(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert Conflict.objects.get().sides.count() == 2
        assert AuditEntry.objects.filter(action="guidelines.conflicts.detected").count() == 1


def test_looking_again_changes_nothing(cast: Cast) -> None:
    differing(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        before = list(Conflict.objects.values())
        everything = list(Recommendation.objects.values_list("pk", flat=True))
        reconsider_conflicts(recommendations=everything, actor=system("tests"))

        assert list(Conflict.objects.values()) == before


def test_a_third_source_joins_the_conflict(cast: Cast) -> None:
    differing(cast.northgate)

    make.store(cast.northgate, speaking_against("third"))

    with tenant_scope(cast.northgate.pk):
        assert sides(Conflict.objects.get()) == {"for-it", "against-it", "third"}


def test_other_ages_open_a_conflict_of_their_own(cast: Cast) -> None:
    children = {"population": {"text": "children", "age_max": 17, "age_unit": "a"}}
    differing(cast.northgate)

    for document in (speaking_for("young", **children), speaking_against("small", **children)):
        make.store(cast.northgate, document)

    with tenant_scope(cast.northgate.pk):
        found = [sides(conflict) for conflict in Conflict.objects.order_by("pk")]
        assert found == [{"for-it", "against-it"}, {"young", "small"}]


def test_what_a_package_brought_by_hand_is_not_opened_again(cast: Cast) -> None:
    by_hand = {
        "key": "by-hand",
        "title": "bisphosphonates",
        "intervention": "denosumab",
        "recommendations": ["for-it/drug", "against-it/drug"],
    }
    make.store(cast.northgate, speaking_for())

    document = speaking_against()
    document["conflicts"] = [by_hand]
    make.store(cast.northgate, document)

    assert the_conflict(cast.northgate).key == "by-hand"


def test_a_conflict_is_gone_with_its_side_and_opens_when_it_comes_back(cast: Cast) -> None:
    differing(cast.northgate)

    make.store(cast.northgate, withdrawn(speaking_against()))

    assert the_conflict(cast.northgate).state == ConflictState.GONE
    again = speaking_against()
    again["guidelines"][0]["versions"][0] |= {
        "label": "2025",
        "published_on": "2025-01-01",
        "supersedes": "2024",
    }
    make.store(cast.northgate, again)
    assert the_conflict(cast.northgate).state == ConflictState.OPEN


def test_withdrawing_a_side_ends_the_conflict_at_once(cast: Cast) -> None:
    differing(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        row = RecommendationVersion.objects.filter(direction="against").get()

        withdraw_recommendation(
            recommendation_version=row,
            reason="Harm was found.",
            on=date(2026, 3, 4),
            actor=system("curator"),
        )

        assert Conflict.objects.get().state == ConflictState.GONE


def test_a_changed_direction_ends_the_conflict(cast: Cast) -> None:
    differing(cast.northgate)

    make.store(cast.northgate, speaking_for("against-it"))

    assert the_conflict(cast.northgate).state == ConflictState.GONE


def test_a_side_that_agrees_now_leaves_the_conflict_of_the_others(cast: Cast) -> None:
    differing(cast.northgate)
    make.store(cast.northgate, speaking_against("third"))

    make.store(cast.northgate, speaking_against("third", acuity="acute", conditions=["denosumab"]))

    with tenant_scope(cast.northgate.pk):
        assert sides(Conflict.objects.get()) == {"for-it", "against-it"}


def _settled(cast: Cast, state: ConflictState = ConflictState.SETTLED) -> Conflict:
    differing(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        return settle_conflict(
            conflict=Conflict.objects.get(),
            state=state,
            reason="We follow the newer one.",
            actor=curator(cast),
        )


def test_a_new_side_reopens_what_was_settled_and_the_log_keeps_how(cast: Cast) -> None:
    _settled(cast)

    make.store(cast.northgate, speaking_against("third"))

    with tenant_scope(cast.northgate.pk):
        conflict = Conflict.objects.get()
        assert (conflict.state, conflict.reason) == (ConflictState.OPEN, "")
        entry = AuditEntry.objects.get(action="guidelines.conflict.reconsidered")
        assert entry.data["settled_by"] == "Cleo Marsh"
        assert entry.data["reason"] == "We follow the newer one."


def test_what_was_settled_stays_so_when_another_edition_says_the_same(cast: Cast) -> None:
    _settled(cast)

    make.store(cast.northgate, speaking_for(remarks="Checked again."))

    assert the_conflict(cast.northgate).state == ConflictState.SETTLED


def test_what_was_told_apart_is_not_opened_again(cast: Cast) -> None:
    _settled(cast, ConflictState.DISMISSED)

    make.store(cast.northgate, speaking_against("third"))

    with tenant_scope(cast.northgate.pk):
        found = {row.state: sides(row) for row in Conflict.objects.all()}
        assert found == {
            ConflictState.DISMISSED: {"for-it", "against-it"},
            ConflictState.OPEN: {"for-it", "third"},
        }


READ: dict[str, Any] = {"direction_inferred": True}


def test_a_read_direction_is_for_curators_only_until_it_is_settled(cast: Cast) -> None:
    make.store(cast.northgate, speaking_for())
    make.store(cast.northgate, speaking_against(**READ))

    with tenant_scope(cast.northgate.pk):
        conflict = Conflict.objects.get()
        everything = list(RecommendationVersion.objects.values_list("pk", flat=True))
        assert conflict.reason.startswith("A direction was read from the wording")
        assert conflicts_for_readers(everything) == []
        settle_conflict(
            conflict=conflict,
            state=ConflictState.SETTLED,
            reason="It does say so.",
            actor=curator(cast),
        )
        assert conflicts_for_readers(everything) == [(conflict.title, frozenset(everything))]


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (ConflictState.OPEN, True),
        (ConflictState.SETTLED, True),
        (ConflictState.DISMISSED, False),
        (ConflictState.GONE, False),
    ],
)
def test_readers_are_told_of_sources_that_differ(
    cast: Cast, state: ConflictState, is_told: bool
) -> None:
    _settled(cast)

    with tenant_scope(cast.northgate.pk):
        Conflict.objects.update(state=state)
        everything = list(RecommendationVersion.objects.values_list("pk", flat=True))
        assert bool(conflicts_for_readers(everything)) is is_told


def _queries(cast: Cast, size: int) -> int:
    rows = [
        make.recommendation(f"row-{number}", f"Offer it, {number}.", acuity="chronic")
        for number in range(size)
    ]
    with tenant_scope(cast.northgate.pk):
        document = speaking_for(f"many-{size}")
        document["guidelines"][0]["versions"][0]["recommendations"] = rows
        take_in(document)
        touched = list(
            Recommendation.objects.filter(guideline__key=f"many-{size}").values_list(
                "pk", flat=True
            )
        )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            reconsider_conflicts(recommendations=touched, actor=system("tests"))
    return len(captured)


def test_looking_costs_the_same_number_of_queries_for_any_number(cast: Cast) -> None:
    make.store(cast.northgate, speaking_against())

    assert _queries(cast, 1) == _queries(cast, 40)
