"""A package that repeats an edition word for word and says something new of how it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.articles.models import StatementMark
from apps.guidelines.domain.package import read_package
from apps.guidelines.models import EvidenceChange, GuidelineVersion, RecommendationVersion
from apps.guidelines.services.import_package import ImportPlan, plan_import
from apps.guidelines.services.review_still_current import review_still_current
from apps.guidelines.services.withdraw import withdraw_version
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import WITHDRAWN_ON, curator, edition, unchanged
from tests.guidelines.standings import REASON, edition_withdrawn, row_withdrawn, said


def _planned(cast: Cast, document: dict[str, Any]) -> ImportPlan:
    with tenant_scope(cast.northgate.pk):
        return plan_import(package=read_package(document))


def _edition(cast: Cast, label: str = "2023") -> GuidelineVersion:
    with tenant_scope(cast.northgate.pk):
        return GuidelineVersion.objects.get(label=label)


def test_an_edition_withdrawn_upstream_is_withdrawn_here_and_marks_what_rests_on_it(
    cast: Cast,
) -> None:
    make.approved(cast)

    make.store(cast.northgate, edition_withdrawn())

    with tenant_scope(cast.northgate.pk):
        version = GuidelineVersion.objects.get()
        assert (version.status, version.withdrawn_reason) == ("withdrawn", REASON)
        rows = RecommendationVersion.objects.values_list("status", "status_reason", "status_since")
        assert set(rows) == {("withdrawn", REASON, date(2026, 2, 3))}
        change = EvidenceChange.objects.get()
        assert (change.kind, change.reason) == ("withdrawn", REASON)
        assert StatementMark.objects.filter(change=change).exists()
        entry = AuditEntry.objects.get(action="guidelines.version.withdrawn")
        assert (entry.actor_name, entry.data["label"]) == ("tests", "2023")


def test_a_recommendation_withdrawn_upstream_is_withdrawn_here_and_the_others_stay(
    cast: Cast,
) -> None:
    make.store(cast.northgate)

    make.store(cast.northgate, row_withdrawn())

    with tenant_scope(cast.northgate.pk):
        rows = RecommendationVersion.objects.order_by("ordinal")
        assert [row.status for row in rows] == ["withdrawn", "active"]
        assert EvidenceChange.objects.get().kind == "withdrawn"


@pytest.mark.parametrize("document", [edition_withdrawn(), row_withdrawn()])
def test_a_withdrawal_is_planned_and_taken_over_once(cast: Cast, document: dict[str, Any]) -> None:
    make.store(cast.northgate)

    plan = _planned(cast, document)
    make.store(cast.northgate, document)
    again = make.store(cast.northgate, document)

    assert plan.is_change
    assert [(move.label, move.reason) for move in plan.withdrawals] == [("2023", REASON)]
    assert plan.plans[0]["moves"][0]["reason"] == REASON
    assert not again.is_change
    with tenant_scope(cast.northgate.pk):
        assert EvidenceChange.objects.count() == 1


def test_an_edition_that_a_newer_one_of_the_package_replaces_is_superseded(cast: Cast) -> None:
    make.store(cast.northgate)
    document = edition_withdrawn()
    (newer,) = edition(unchanged(), label="2025")["guidelines"][0]["versions"]
    document["guidelines"][0]["versions"].append(newer)

    make.store(cast.northgate, document)

    assert [_edition(cast, label).status for label in ("2023", "2025")] == ["superseded", "active"]


def test_the_revision_that_stands_here_is_what_is_withdrawn(cast: Cast) -> None:
    first, second = make.default_recommendations()
    reworded = make.package({**first, "remarks": "Worded anew."}, second)
    make.store(cast.northgate)
    make.store(cast.northgate, reworded)
    reworded["guidelines"][0]["versions"][0] |= {
        "status": "withdrawn",
        "withdrawn_on": "2026-02-03",
        "withdrawn_reason": REASON,
    }

    make.store(cast.northgate, reworded)

    assert _edition(cast, "2023, revision 2").status == "withdrawn"
    assert _edition(cast, "2023").status == "superseded"


def test_later_review_dates_are_taken_over(cast: Cast) -> None:
    make.store(cast.northgate, said(review_due_on="2026-01-01"))

    plan = make.store(
        cast.northgate, said(last_reviewed_on="2025-06-01", review_due_on="2030-01-01")
    )

    assert plan.is_change
    version = _edition(cast)
    assert (version.last_reviewed_on, version.review_due_on) == (
        date(2025, 6, 1),
        date(2030, 1, 1),
    )
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="guidelines.package.imported").count() == 2


def test_a_review_that_was_kept_here_is_not_undone_by_an_older_package(cast: Cast) -> None:
    document = said(review_due_on="2026-01-01")
    make.store(cast.northgate, document)
    with tenant_scope(cast.northgate.pk):
        review_still_current(
            version=GuidelineVersion.objects.get(),
            next_due=date(2040, 1, 1),
            actor=curator(cast),
        )

    plan = make.store(cast.northgate, document)

    assert not plan.is_change
    assert _edition(cast).review_due_on == date(2040, 1, 1)


def test_what_was_withdrawn_here_is_named_and_never_active_again_by_an_import(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        withdraw_version(
            version=GuidelineVersion.objects.get(),
            reason=REASON,
            on=WITHDRAWN_ON,
            actor=curator(cast),
        )

    plan = make.store(cast.northgate)

    assert [issue.code for issue in plan.issues] == ["edition_withdrawn_here"]
    assert _edition(cast).status == "withdrawn"


@pytest.mark.parametrize("undated", [True, False])
def test_an_edition_whose_age_cannot_be_compared_is_named(cast: Cast, undated: bool) -> None:
    make.store(cast.northgate, _undated(make.package()) if undated else make.package())
    newer = edition(unchanged(), label="2025")

    plan = _planned(cast, newer if undated else _undated(newer))

    assert [issue.code for issue in plan.issues] == ["order_uncertain"]


def test_editions_with_dates_are_in_their_order(cast: Cast) -> None:
    make.store(cast.northgate)

    plan = _planned(cast, edition(unchanged(), label="2025"))

    assert plan.issues == []


def _undated(document: dict[str, Any]) -> dict[str, Any]:
    document["guidelines"][0]["versions"][0] |= {"published_on": None, "published_precision": ""}
    return document
