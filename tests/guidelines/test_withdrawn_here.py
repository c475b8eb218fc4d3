"""What a curator withdrew stays withdrawn when a later edition says the same again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.bm25 import find_recommendations
from apps.guidelines.domain.package import read_package
from apps.guidelines.models import EvidenceChange, GuidelineVersion, RecommendationVersion
from apps.guidelines.services.import_package import ImportPlan, import_package, plan_import
from apps.guidelines.services.withdraw import withdraw_version
from core.errors import WrongState
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import (
    FIRST,
    WITHDRAWN_ON,
    changed,
    curator,
    edition,
    unchanged,
    withdraw,
)

SECOND = make.default_recommendations()[1]


def _again(cast: Cast, *rows: dict[str, Any], label: str = "2025") -> ImportPlan:
    """The next edition, whose second recommendation differs, so that it takes the first's place."""
    return make.store(cast.northgate, edition(*rows, {**SECOND, "line": 3}, label=label))


def _standings(cast: Cast) -> list[tuple[str, str, str]]:
    """(edition, status, reason) of every version of the first recommendation."""
    with tenant_scope(cast.northgate.pk):
        rows = RecommendationVersion.objects.filter(recommendation__key__in=["first", "renamed"])
        return list(
            rows.order_by("pk").values_list("guideline_version__label", "status", "status_reason")
        )


def _codes(plan: ImportPlan) -> list[tuple[str, str, str]]:
    return [(issue.severity, issue.code, issue.where) for issue in plan.issues]


@pytest.mark.parametrize(
    "row",
    [
        unchanged(),
        {**unchanged(), "locator": "Recommendation 4", "number": "4"},
        {**unchanged(), "key": "renamed"},
        make.recommendation("first", f"  {FIRST.upper()} "),
    ],
    ids=["unchanged", "another place", "another key", "another spelling"],
)
def test_the_same_words_in_a_new_edition_stay_withdrawn(cast: Cast, row: dict[str, Any]) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    plan = _again(cast, row)

    assert _standings(cast) == [
        ("2023", "withdrawn", "Harms outweigh its benefits"),
        ("2025", "withdrawn", "Harms outweigh its benefits"),
    ]
    assert _codes(plan) == [("warning", "withdrawn_here", f"acp-bone/{row['key']}")]
    with tenant_scope(cast.northgate.pk):
        newest = RecommendationVersion.objects.filter(guideline_version__label="2025")
        withdrawn = newest.get(status="withdrawn")
        assert str(withdrawn.status_since) == "2026-05-04"
        found = {hit.document_id for hit in find_recommendations({"bisphosphon": 1.0})}
        assert withdrawn.pk not in found


def test_the_plan_says_when_and_why_it_was_withdrawn(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    (issue,) = _again(cast, unchanged()).issues

    assert issue.message == (
        "It was withdrawn here on 2026-05-04 because: Harms outweigh its benefits. "
        "It stays withdrawn until a curator reinstates it."
    )


def test_the_same_words_in_a_revision_stay_withdrawn(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    _again(cast, unchanged(), label="2023")

    assert [(label, status) for label, status, _ in _standings(cast)] == [
        ("2023", "withdrawn"),
        ("2023, revision 2", "withdrawn"),
    ]


@pytest.mark.parametrize("key", ["first", "renamed"])
def test_they_stay_withdrawn_edition_after_edition(cast: Cast, key: str) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    row = {**unchanged(), "key": key}
    _again(cast, row)

    make.store(cast.northgate, edition(row, SECOND, label="2026"))

    assert [status for _, status, _ in _standings(cast)] == ["withdrawn"] * 3


def test_they_stay_withdrawn_when_an_edition_between_left_them_out(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    _again(cast)

    make.store(cast.northgate, edition(unchanged(), SECOND, label="2026"))

    assert [status for _, status, _ in _standings(cast)] == ["withdrawn", "withdrawn"]


def test_other_words_are_active_and_the_plan_recalls_the_withdrawal(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)

    plan = _again(cast, changed())

    assert [status for _, status, _ in _standings(cast)] == ["withdrawn", "active"]
    assert _codes(plan) == [("warning", "reworded_after_withdrawal", "acp-bone/first")]


def test_what_became_active_in_other_words_is_active_in_the_edition_after(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast)
    _again(cast, changed())

    plan = make.store(cast.northgate, edition(changed(), SECOND, label="2026"))

    assert [status for _, status, _ in _standings(cast)] == ["withdrawn", "superseded", "active"]
    assert plan.issues == []


def test_staying_withdrawn_marks_nothing_again(cast: Cast) -> None:
    make.approved(cast)
    withdraw(cast)

    make.store(cast.northgate, edition(unchanged(), SECOND))

    with tenant_scope(cast.northgate.pk):
        assert [change.kind for change in EvidenceChange.objects.all()] == ["withdrawn"]


def test_a_plan_that_did_not_know_of_the_withdrawal_is_not_stored(cast: Cast) -> None:
    make.store(cast.northgate)
    package = read_package(edition(unchanged(), {**SECOND, "line": 3}))
    with tenant_scope(cast.northgate.pk):
        approved = plan_import(package=package).sha256
    withdraw(cast)

    with tenant_scope(cast.northgate.pk), pytest.raises(WrongState):
        import_package(package=package, actor=curator(cast), approved_sha256=approved)

    assert [label for label, _, _ in _standings(cast)] == ["2023"]


@pytest.mark.parametrize("was_active", [False, True], ids=["from the start", "later"])
def test_what_its_source_withdrew_is_the_sources_to_bring_back(
    cast: Cast, was_active: bool
) -> None:
    gone = {"status": "withdrawn", "status_reason": "Recalled", "status_since": "2023-02-01"}
    if was_active:
        make.store(cast.northgate)
    make.store(cast.northgate, make.package({**unchanged(), **gone}, SECOND))

    plan = _again(cast, unchanged())

    assert [status for _, status, _ in _standings(cast)] == ["withdrawn", "active"]
    assert plan.issues == []


def test_an_edition_that_was_withdrawn_whole_says_nothing_of_the_next(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        withdraw_version(
            version=GuidelineVersion.objects.get(),
            reason="Its panel was biased.",
            on=WITHDRAWN_ON,
            actor=curator(cast),
        )

    plan = _again(cast, unchanged())

    assert [status for _, status, _ in _standings(cast)] == ["withdrawn", "active"]
    assert plan.issues == []


def test_asking_for_withdrawals_costs_one_query_whatever_their_number(cast: Cast) -> None:
    rows = [make.recommendation(f"r{number}", f"Offer drug {number}.") for number in range(6)]
    make.store(cast.northgate, make.package(*rows))
    package = read_package(edition(*rows))
    counts = []

    for keys in (["r0"], ["r1", "r2", "r3"]):
        for key in keys:
            withdraw(cast, key)
        with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
            plan_import(package=package)
        counts.append(len(queries))

    assert counts[0] == counts[1]
