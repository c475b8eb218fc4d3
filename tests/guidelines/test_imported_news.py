"""What a package says of works and drugs is news for what the store has, and is told once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from apps.guidelines.models import DrugStatus, EvidenceChange, Work
from apps.guidelines.services.mark_work import mark_work
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.editions import curator

ENDED = {
    "drug": "alendronate",
    "jurisdiction": "US",
    "status": "marketing_ended",
    "since": "2026-02-01",
    "precision": "month",
    "note": "The maker stopped selling it.",
    "work": "acp-2023",
}


def _with_work(**facts: Any) -> dict[str, Any]:
    document = make.package()
    document["works"][0] |= facts
    return document


def _changes(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        return list(EvidenceChange.objects.order_by("pk").values_list("kind", flat=True))


def _mark(cast: Cast, integrity: str, note: str = "By the journal") -> None:
    with tenant_scope(cast.northgate.pk):
        mark_work(
            work=Work.objects.get(),
            integrity=integrity,
            note=note,
            since=date(2026, 3, 2),
            actor=curator(cast),
        )


def _work(cast: Cast) -> Work:
    with tenant_scope(cast.northgate.pk):
        return Work.objects.get()


def test_a_package_that_knows_a_work_to_be_retracted_marks_what_rests_on_it_once(
    cast: Cast,
) -> None:
    version = make.approved(cast)
    news = _with_work(
        integrity="retracted", integrity_note="Not repeated", integrity_since="2026-03-02"
    )

    make.store(cast.northgate, news)
    make.store(cast.northgate, news)

    assert _changes(cast) == ["retracted"]
    with tenant_scope(cast.northgate.pk):
        assert version.review_tasks.count() == 1


def test_a_package_that_comes_with_a_retracted_work_is_no_news(cast: Cast) -> None:
    make.store(cast.northgate, _with_work(integrity="retracted"))

    assert _changes(cast) == []


@pytest.mark.parametrize("said", ["current", "corrected"])
def test_a_package_does_not_take_a_retraction_back(cast: Cast, said: str) -> None:
    make.store(cast.northgate)
    _mark(cast, "retracted")

    make.store(cast.northgate, _with_work(integrity=said, integrity_note="An older note"))

    work = _work(cast)
    assert (work.integrity, work.integrity_note) == ("retracted", "By the journal")
    assert _changes(cast) == ["retracted"]


def test_a_package_may_word_the_same_fate_anew(cast: Cast) -> None:
    make.store(cast.northgate)
    _mark(cast, "corrected")

    make.store(cast.northgate, _with_work(integrity="corrected", integrity_note="Table 2"))

    assert _work(cast).integrity_note == "Table 2"
    assert _changes(cast) == ["corrected"]


def test_a_person_takes_a_retraction_back_and_the_marks_stay(cast: Cast) -> None:
    version = make.approved(cast)
    _mark(cast, "retracted")

    _mark(cast, "current", note="")

    assert _work(cast).integrity == "current"
    assert _changes(cast) == ["retracted"]
    with tenant_scope(cast.northgate.pk):
        assert version.statements.filter(marks__isnull=False).exists()


def test_a_drug_that_left_the_market_marks_what_the_store_recommends_once(cast: Cast) -> None:
    rows = [make.recommendation("first", "Offer alendronate.", interventions=["alendronate"])]
    rows.append(make.default_recommendations()[1])
    make.store(cast.northgate, make.package(*rows))

    for _ in range(2):
        make.store(cast.northgate, make.package(*rows, drug_statuses=[ENDED]))

    assert _changes(cast) == ["drug_status"]
    with tenant_scope(cast.northgate.pk):
        assert EvidenceChange.objects.get().touched.count() == 1
        assert DrugStatus.objects.count() == 1


def test_guidelines_that_come_with_a_drugs_status_were_written_knowing_it(cast: Cast) -> None:
    rows = [make.recommendation("first", "Offer alendronate.", interventions=["alendronate"])]

    make.store(cast.northgate, make.package(*rows, drug_statuses=[ENDED]))

    assert _changes(cast) == []
