"""What an adaptation's upstream became, and what is decided here."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.adaptations import adaptation_difference, moved_adaptations
from apps.guidelines.domain.adapting import Resolution
from apps.guidelines.domain.three_way import FieldChange
from apps.guidelines.models import Adaptation, RecommendationVersion
from apps.guidelines.services.adapt import resolve_adaptation
from core.errors import InvalidInput, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast
from tests.guidelines.adapted import (
    OURS,
    adapted,
    local_row,
    moved_on,
    resolved,
    upstream_row,
)
from tests.guidelines.sharing import at, shared_and_taken


def test_an_upstream_that_moved_is_listed_and_compared(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast, {**OURS, "remarks": "Ours."})
    assert at(cast.harbour, moved_adaptations) == ()

    moved_on(cast, acuity="chronic")

    with tenant_scope(cast.harbour.pk):
        (item,) = moved_adaptations()
        assert (item.id, item.upstream_status) == (str(adaptation.public_id), "active")
        found = {row.name: row for row in adaptation_difference(adaptation)}
        assert {name: row.change for name, row in found.items()} == {
            "statement": FieldChange.BOTH,
            "plain.student": FieldChange.LOCAL,
            "plain.patient": FieldChange.LOCAL,
            "remarks": FieldChange.LOCAL,
            "acuity": FieldChange.UPSTREAM,
        }
        assert found["statement"].local == OURS["statement"]
        assert found["statement"].upstream == "Offer a bisphosphonate to adults at high risk."


def test_an_edition_that_says_the_same_is_no_move(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast, {"remarks": "Ours."}, key="second")

    moved_on(cast)

    assert at(cast.harbour, moved_adaptations) == ()


def test_an_upstream_that_is_gone_is_listed_and_cannot_be_taken(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    with tenant_scope(cast.harbour.pk):
        RecommendationVersion.objects.filter(pk=upstream_row().pk).update(
            status="withdrawn", status_reason="Recalled"
        )

        (item,) = moved_adaptations()

    assert item.upstream_status == "withdrawn"
    with pytest.raises(WrongState):
        resolved(cast, Resolution.TAKE_UPSTREAM)


def test_keeping_ones_own_moves_the_base_and_nothing_else(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    moved_on(cast)
    before = at(cast.harbour, local_row)

    resolved(cast, Resolution.KEEP_LOCAL)

    with tenant_scope(cast.harbour.pk):
        assert local_row() == before
        assert Adaptation.objects.get().base == upstream_row()
        assert moved_adaptations() == ()
        entry = AuditEntry.objects.get(action="guidelines.adaptation.resolved")
        assert (entry.data["choice"], entry.data["reason"]) == ("keep_local", "Looked at it.")


def test_taking_upstream_makes_a_local_edition_of_it(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast, {"direction": "against", "strength": 1})
    moved_on(cast)

    resolved(cast, Resolution.TAKE_UPSTREAM)

    with tenant_scope(cast.harbour.pk):
        row = local_row()
        assert row.clinician == "Offer a bisphosphonate to adults at high risk."
        assert (row.direction, row.strength, row.ratings.count()) == ("for", 3, 2)
        assert row.label_as_printed == "Strong recommendation, high certainty"


def test_merging_takes_what_one_side_changed_and_what_was_decided(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast, {**OURS, "remarks": "Ours."})
    moved_on(cast, acuity="chronic")

    with pytest.raises(InvalidInput, match="statement"):
        resolved(cast, Resolution.MERGE)
    resolved(cast, Resolution.MERGE, statement="Infuse zoledronate in those at high risk.")

    with tenant_scope(cast.harbour.pk):
        row = local_row()
        assert row.clinician == "Infuse zoledronate in those at high risk."
        assert (row.remarks, row.acuity) == ("Ours.", "chronic")
        assert row.ratings.count() == 2


def test_merging_keeps_a_grade_of_ones_own_without_labels(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast, {"strength": 1})
    moved_on(cast)

    resolved(cast, Resolution.MERGE)

    with tenant_scope(cast.harbour.pk):
        row = local_row()
        assert (row.strength, row.ratings.count()) == (1, 0)
        assert row.label_as_printed == "Adapted locally"
        assert row.clinician == "Offer a bisphosphonate to adults at high risk."


def test_what_has_not_moved_is_not_resolved_and_nothing_twice(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    with pytest.raises(WrongState):
        resolved(cast, Resolution.KEEP_LOCAL)
    moved_on(cast)
    resolved(cast, Resolution.KEEP_LOCAL)

    with pytest.raises(WrongState):
        resolved(cast, Resolution.KEEP_LOCAL)


def test_only_known_fields_are_decided(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    moved_on(cast)

    with pytest.raises(InvalidInput, match="label_as_printed"):
        resolved(cast, Resolution.MERGE, statement="Ours.", label_as_printed="Strong")


def test_only_curators_resolve(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    moved_on(cast)

    with tenant_scope(cast.harbour.pk), pytest.raises(NotPermitted):
        resolve_adaptation(
            adaptation=adaptation,
            choice=Resolution.KEEP_LOCAL,
            seen_sha256="",
            reason="No.",
            actor=cast.mei_acting,
        )


def _queries(cast: Cast) -> int:
    with tenant_scope(cast.harbour.pk), CaptureQueriesContext(connection) as captured:
        moved_adaptations()
    return len(captured)


def test_the_list_costs_the_same_for_any_number(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)
    one = _queries(cast)
    adapted(cast, {"remarks": "Ours."}, key="second")

    assert _queries(cast) == one
