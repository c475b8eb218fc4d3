"""Adapting a library's recommendation locally."""

from __future__ import annotations

from typing import Any

import pytest

from apps.guidelines.adaptations import get_adaptation, moved_adaptations
from apps.guidelines.models import Conflict, Guideline, Link, RecommendationVersion
from apps.guidelines.services.adapt import adapt
from apps.guidelines.services.import_package import ImportRefused
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast
from tests.guidelines.adapted import OURS, WHY, adapted, local_row, moved_on, upstream_row
from tests.guidelines.sharing import at, shared_and_taken, taker


def test_an_adaptation_is_a_recommendation_of_ones_own(cast: Cast) -> None:
    shared_and_taken(cast)

    adaptation = adapted(cast)

    with tenant_scope(cast.harbour.pk):
        row, upstream = local_row(), upstream_row()
        assert row.clinician == OURS["statement"]
        assert (row.direction, row.strength, row.label_as_printed) == (
            upstream.direction,
            upstream.strength,
            upstream.label_as_printed,
        )
        body = row.guideline_version.guideline.body
        assert (body.is_in_house, body.name) == (True, "Harbour Primary Care")
        assert (adaptation.local, adaptation.base) == (row.recommendation, upstream)
        link = Link.objects.get()
        assert (link.start, link.end, link.kind) == (
            row.recommendation,
            upstream.recommendation,
            "adapted_from",
        )
        cited = row.source_citations.get()
        assert (cited.work.key, cited.role) == ("acp-2023", "source_document")
        entry = AuditEntry.objects.get(action="guidelines.recommendation.adapted")
        assert entry.data["changed"] == ["statement"]


def test_other_words_do_not_keep_the_old_plain_wording(cast: Cast) -> None:
    shared_and_taken(cast)

    adapted(cast)

    with tenant_scope(cast.harbour.pk):
        assert local_row().patient == OURS["statement"]


def test_another_grade_has_no_label_of_the_source(cast: Cast) -> None:
    shared_and_taken(cast)

    adapted(cast, {"direction": "against", "strength": 1})

    with tenant_scope(cast.harbour.pk):
        row = local_row()
        assert (row.direction, row.strength) == ("against", 1)
        assert (row.label_as_printed, row.ratings.count()) == ("Adapted locally", 0)
        assert row.patient == upstream_row().patient
        assert Conflict.objects.get().sides.count() == 2


def test_the_copy_of_the_library_stays_as_it_is(cast: Cast) -> None:
    shared_and_taken(cast)
    before = at(cast.harbour, lambda: list(Guideline.objects.filter(key="acp-bone").values()))

    adapted(cast)

    with tenant_scope(cast.harbour.pk):
        assert list(Guideline.objects.filter(key="acp-bone").values()) == before
        assert upstream_row().status == "active"


def test_a_second_adaptation_joins_the_first_in_one_guideline(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)

    adapted(cast, {"remarks": "Only in our clinic."}, key="second")

    with tenant_scope(cast.harbour.pk):
        assert local_row().guideline_version == local_row("second").guideline_version
        assert local_row().clinician == OURS["statement"]
        assert local_row().change == "unchanged"


def test_an_adaptation_is_made_once(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)

    with pytest.raises(WrongState):
        adapted(cast)


@pytest.mark.parametrize(
    "changes",
    [
        {"label_as_printed": "Very strong"},
        {"strength": 7},
        {"direction": "sideways"},
        {"statement": None},
        {"statement": ""},
        {"population.age_max": 3},
        {"remarks": ""},
        {"direction": "none"},
    ],
)
def test_what_makes_no_recommendation_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    shared_and_taken(cast)

    with pytest.raises(InvalidInput):
        adapted(cast, changes)


def test_what_nobody_defines_is_refused(cast: Cast) -> None:
    shared_and_taken(cast)

    with pytest.raises(ImportRefused, match="nobody defines"):
        adapted(cast, {"interventions": ["unheard-of"]})


def test_only_curators_adapt_and_say_why(cast: Cast) -> None:
    shared_and_taken(cast)

    with tenant_scope(cast.harbour.pk):
        with pytest.raises(NotPermitted):
            adapt(upstream=upstream_row(), changes=OURS, reason=WHY, actor=cast.mei_acting)
        with pytest.raises(InvalidInput):
            adapt(upstream=upstream_row(), changes=OURS, reason=" ", actor=taker(cast))


def test_ones_own_and_what_is_not_active_are_not_adapted(cast: Cast) -> None:
    shared_and_taken(cast)
    adapted(cast)

    with tenant_scope(cast.harbour.pk), pytest.raises(WrongState, match="your own"):
        adapt(upstream=local_row(), changes=OURS, reason=WHY, actor=taker(cast))
    moved_on(cast)
    with tenant_scope(cast.harbour.pk):
        old = RecommendationVersion.objects.filter(status="superseded").earliest("pk")
        with pytest.raises(WrongState, match="superseded"):
            adapt(upstream=old, changes=OURS, reason=WHY, actor=taker(cast))


def test_another_organisation_sees_no_adaptation(cast: Cast) -> None:
    shared_and_taken(cast)
    adaptation = adapted(cast)
    row = at(cast.harbour, upstream_row)

    with tenant_scope(cast.northgate.pk):
        assert moved_adaptations() == ()
        with pytest.raises(NotFound):
            get_adaptation(adaptation.public_id)
        with pytest.raises(NotFound):
            adapt(upstream=row, changes=OURS, reason=WHY, actor=taker(cast))
