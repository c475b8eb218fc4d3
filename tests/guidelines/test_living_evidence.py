"""When the evidence changes, everything that rests on it is found in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.advisory.models import ReviewTask
from apps.articles.models import StatementMark
from apps.guidelines.bm25 import find_recommendations
from apps.guidelines.models import (
    Concept,
    DrugStatus,
    EvidenceChange,
    GuidelineVersion,
    RecommendationVersion,
    Work,
)
from apps.guidelines.services.mark_work import mark_work
from apps.guidelines.services.review_still_current import review_still_current
from apps.guidelines.services.set_drug_status import set_drug_status
from apps.guidelines.services.supersede_recommendation import supersede_recommendation
from apps.guidelines.services.withdraw import withdraw_recommendation, withdraw_version
from apps.qa.models import AnswerMark
from core.actors import Actor, system
from core.errors import DomainError, InvalidInput, NotFound, NotPermitted, WrongState
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

CURATOR = system("curator")
DAY = date(2026, 3, 4)


def _record(key: str) -> RecommendationVersion:
    return RecommendationVersion.objects.get(recommendation__key=key)


def _withdraw(actor: Actor = CURATOR) -> None:
    withdraw_recommendation(
        recommendation_version=_record("first"), reason="Harm was found.", on=DAY, actor=actor
    )


def test_a_withdrawn_record_marks_statements_and_answers_and_opens_a_task(cast: Cast) -> None:
    make.approved(cast)
    asked = make.answered(cast.northgate, "Is a bisphosphonate right for osteoporosis?")
    with tenant_scope(cast.northgate.pk):
        _withdraw()

        change = EvidenceChange.objects.get()
        marked = StatementMark.objects.filter(change=change)
        assert (change.kind, change.since, change.reason) == ("withdrawn", DAY, "Harm was found.")
        assert {mark.statement.citations.get().recommendation_version for mark in marked} == {
            _record("first")
        }
        assert AnswerMark.objects.get().answer.question_id == asked.pk
        assert ReviewTask.objects.get().version.state == "approved"
        assert set(Event.objects.values_list("kind", flat=True)) == {
            "guidelines.evidence.changed",
            "articles.version.evidence_changed",
            "qa.answer.evidence_changed",
        }


def test_what_is_withdrawn_is_not_found_any_more(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        _withdraw()

        found = {hit.document_id for hit in find_recommendations({"bisphosphon": 1.0})}

        assert _record("first").pk not in found


def test_a_draft_is_not_marked_before_it_is_submitted(cast: Cast) -> None:
    make.store(cast.northgate)
    make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        _withdraw()

        assert not StatementMark.objects.exists()


def test_a_change_that_is_rolled_back_leaves_no_mark(cast: Cast) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        with transaction.atomic():
            _withdraw()
            transaction.set_rollback(True)

        assert not StatementMark.objects.exists()
        assert not Event.objects.exists()
        assert _record("first").status == "active"


def test_a_new_edition_marks_what_it_changed_and_nothing_else(cast: Cast) -> None:
    make.submitted(cast)
    first, second = make.default_recommendations()
    first["statement"] = "Offer a bisphosphonate only after a scan."
    make.store(cast.northgate, make.package(first, second, label="2026"))
    with tenant_scope(cast.northgate.pk):
        marked = StatementMark.objects.values_list(
            "statement__citations__recommendation_version__recommendation__key", flat=True
        )

        assert set(marked) == {"first"}
        assert EvidenceChange.objects.get().kind == "superseded"


def test_a_retracted_work_marks_what_leans_on_it(cast: Cast) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        work = Work.objects.get()

        mark_work(work=work, integrity="retracted", note="Data invented.", since=DAY, actor=CURATOR)

        work.refresh_from_db()
        assert (work.integrity, work.integrity_since) == ("retracted", DAY)
        assert StatementMark.objects.filter(change__kind="retracted").exists()


def test_a_drug_taken_off_the_market_marks_what_recommends_it_or_its_class(cast: Cast) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        set_drug_status(
            drug=Concept.objects.get(key="bisphosphonate"),
            jurisdiction="EU",
            status="marketing_ended",
            since=DAY,
            precision="day",
            note="Its maker stopped.",
            work=Work.objects.get(),
            actor=CURATOR,
        )

        assert DrugStatus.objects.get().status == "marketing_ended"
        assert StatementMark.objects.filter(change__kind="drug_status").exists()


def test_one_record_takes_the_place_of_another_by_hand(cast: Cast) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        supersede_recommendation(
            older=_record("first"), newer=_record("second"), reason="Says it better.", actor=CURATOR
        )

        older = _record("first")
        assert (older.status, older.status_reason) == ("superseded", "Says it better.")
        assert older.changes.get().successor == _record("second").recommendation


def test_a_due_review_moves_its_date_and_nothing_else(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        version = GuidelineVersion.objects.get()

        review_still_current(version=version, next_due=date(2099, 1, 1), actor=CURATOR)

        version.refresh_from_db()
        assert version.review_due_on == date(2099, 1, 1)
        assert version.status == "active"


Deed = Callable[[Actor], Any]


def _deeds() -> dict[str, Deed]:
    version = GuidelineVersion.objects.get()
    return {
        "withdraw_recommendation": _withdraw,
        "withdraw_version": lambda actor: withdraw_version(
            version=version, reason="Harm.", on=DAY, actor=actor
        ),
        "mark_work": lambda actor: mark_work(
            work=version.work, integrity="retracted", note="Why.", since=DAY, actor=actor
        ),
        "review": lambda actor: review_still_current(
            version=version, next_due=date(2099, 1, 1), actor=actor
        ),
        "supersede": lambda actor: supersede_recommendation(
            older=_record("first"), newer=_record("second"), reason="Better.", actor=actor
        ),
    }


DEEDS = ["withdraw_recommendation", "withdraw_version", "mark_work", "review", "supersede"]


@pytest.mark.parametrize("name", DEEDS)
def test_only_a_curator_may(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        _deeds()[name](cast.boris_acting)


@pytest.mark.parametrize("name", DEEDS)
def test_twice_is_once_and_audited_once(cast: Cast, name: str) -> None:
    make.submitted(cast)
    with tenant_scope(cast.northgate.pk):
        _deeds()[name](CURATOR)
        entries = AuditEntry.objects.count()
        marks = StatementMark.objects.count()

        _deeds()[name](CURATOR)

        assert AuditEntry.objects.count() == entries
        assert StatementMark.objects.count() == marks


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_of_another_organisation_is_there_to_be_changed(cast: Cast, name: str) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        deed = _deeds()[name]
        records = {key: _record(key) for key in ("first", "second")}
    with (
        tenant_scope(cast.harbour.pk),
        pytest.raises((NotFound, ObjectDoesNotExist)),
    ):
        deed(CURATOR)
    with tenant_scope(cast.northgate.pk):
        assert {key: _record(key).status for key in records} == {
            "first": "active",
            "second": "active",
        }


def test_what_was_withdrawn_cannot_be_superseded(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        _withdraw()

        with pytest.raises(WrongState):
            _deeds()["supersede"](CURATOR)


BAD: dict[str, tuple[str, date, type[DomainError]]] = {
    "no reason": ("  ", DAY, InvalidInput),
    "a day to come": ("Harm.", date(2099, 1, 1), InvalidInput),
    "before it was published": ("Harm.", date(1999, 1, 1), InvalidInput),
}


@pytest.mark.parametrize(("reason", "on", "refusal"), BAD.values(), ids=BAD)
def test_bad_input_withdraws_nothing(
    cast: Cast, reason: str, on: date, refusal: type[DomainError]
) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(refusal):
            withdraw_version(
                version=GuidelineVersion.objects.get(), reason=reason, on=on, actor=CURATOR
            )

        assert GuidelineVersion.objects.get().status == "active"


def test_marking_costs_the_same_whatever_the_number_of_dependants(cast: Cast) -> None:
    make.submitted(cast)
    counts = []
    for key in ("first", "second"):
        with (
            tenant_scope(cast.northgate.pk),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            withdraw_recommendation(
                recommendation_version=_record(key), reason="Harm.", on=DAY, actor=CURATOR
            )
        counts.append(len(queries))

    assert counts[0] == counts[1]
