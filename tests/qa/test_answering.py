"""The service that workers call: claim, work, complete; safe twice, late and beside itself."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.guidelines.models import RecommendationVersion
from apps.qa.composing import draft_answer
from apps.qa.domain.verification import UnfoundedClaim
from apps.qa.models import Answer, Question, Sentence
from apps.qa.services.answer import _keep, answer_question
from apps.qa.tasks import answer_queued_question
from core.clock import now
from core.models import AuditEntry
from core.queue.models import WorkStatus
from core.queue.work import MAX_ATTEMPTS, Fenced, claim
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


def _audited(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_a_question_is_answered_by_sentences_that_each_rest_on_an_active_record(
    cast: Cast,
) -> None:
    make.store(cast.northgate)

    question = make.answered(cast.northgate)

    assert question.status == WorkStatus.DONE
    assert question.answered_at is not None
    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        sentences = list(answer.sentences.select_related("recommendation_version"))
        assert answer.outcome == "answered"
        assert [row.recommendation_version.recommendation.key for row in sentences] == ["second"]
        for row in sentences:
            assert row.recommendation_version.status == "active"
            assert row.wording() == row.recommendation_version.wording()
        (entry,) = _audited("qa.question.answered")
        assert entry.subject_id == str(question.public_id)
        assert entry.data == {"outcome": "answered", "digest": answer.digest}


def test_what_the_store_does_not_have_is_said_honestly_with_what_is_near(cast: Cast) -> None:
    make.store(cast.northgate)

    question = make.answered(cast.northgate, "Does osteoporosis follow from measles?")

    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        assert answer.outcome == "not_covered"
        assert answer.missing == "The guideline store has no active recommendation on: measles."
        assert {row.role for row in answer.sentences.all()} == {"nearby"}


def test_an_empty_store_covers_nothing(cast: Cast) -> None:
    question = make.answered(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        assert (answer.outcome, answer.sentences.count()) == ("not_covered", 0)


def test_another_organisations_store_answers_nothing_here(cast: Cast) -> None:
    make.store(cast.harbour)

    question = make.answered(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        assert Answer.objects.get(question=question).outcome == "not_covered"


def test_running_twice_is_running_once(cast: Cast) -> None:
    make.store(cast.northgate)
    question = make.answered(cast.northgate)

    answer_queued_question(tenant_id=cast.northgate.pk, row_id=question.pk)

    with tenant_scope(cast.northgate.pk):
        assert Answer.objects.filter(question=question).count() == 1
        assert Question.objects.get(pk=question.pk).attempts == 1
        assert len(_audited("qa.question.answered")) == 1


@pytest.mark.parametrize("row", ["missing", "foreign"])
def test_a_doorbell_for_what_is_not_there_is_ignored(cast: Cast, row: str) -> None:
    question = make.question(cast.harbour)

    answer_question(
        tenant_id=cast.northgate.pk, question_id=question.pk if row == "foreign" else 10**9
    )

    with tenant_scope(cast.harbour.pk):
        assert Question.objects.get(pk=question.pk).status == WorkStatus.QUEUED


def test_a_record_superseded_between_composing_and_keeping_is_not_kept_and_retried(
    cast: Cast,
) -> None:
    make.store(cast.northgate)
    asked = make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        claimed = claim(Question, asked.pk)
        assert claimed is not None
        draft = draft_answer(claimed)
        RecommendationVersion.objects.filter(recommendation__key="second").update(
            status="superseded"
        )

        with pytest.raises(UnfoundedClaim, match="no longer active or has changed"):
            _keep(claimed, draft)

        assert not Answer.objects.exists()
        Question.objects.filter(pk=asked.pk).update(lease_until=now() - timedelta(seconds=1))

    answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)

    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=asked)
        cited = answer.sentences.values_list("recommendation_version__recommendation__key")
        assert ("second",) not in cited
        assert Question.objects.get(pk=asked.pk).attempts == 2


def test_a_worker_that_lost_its_lease_writes_nothing(cast: Cast) -> None:
    make.store(cast.northgate)
    asked = make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        slow = claim(Question, asked.pk)
        assert slow is not None
        draft = draft_answer(slow)
        Question.objects.filter(pk=asked.pk).update(lease_until=now() - timedelta(seconds=1))
    answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(Fenced),
        transaction.atomic(),
    ):
        _keep(slow, draft)

    with tenant_scope(cast.northgate.pk):
        assert Answer.objects.filter(question=asked).count() == 1


def test_a_question_under_work_is_left_to_its_worker(cast: Cast) -> None:
    make.store(cast.northgate)
    asked = make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        claim(Question, asked.pk)

    answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)

    with tenant_scope(cast.northgate.pk):
        assert not Answer.objects.exists()


def _make_unanswerable(question: Question) -> None:
    """Its one place for an answer is taken, so that keeping another fails every time."""
    Answer.objects.create(
        question=question, outcome="not_covered", engine="e", rules="r", digest="0" * 64
    )


def test_what_fails_is_given_back_with_a_pause(cast: Cast) -> None:
    asked = make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        _make_unanswerable(asked)

    answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)

    with tenant_scope(cast.northgate.pk):
        row = Question.objects.get(pk=asked.pk)
        assert (row.status, row.attempts, row.lease_until) == (WorkStatus.QUEUED, 1, None)
        assert row.not_before > now()
        assert not _audited("qa.question.failed")


def test_what_fails_five_times_is_failed_where_a_person_sees_it(cast: Cast) -> None:
    asked = make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        _make_unanswerable(asked)

    for _ in range(MAX_ATTEMPTS + 1):
        answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)
        with tenant_scope(cast.northgate.pk):
            Question.objects.filter(pk=asked.pk).update(not_before=now())

    with tenant_scope(cast.northgate.pk):
        row = Question.objects.get(pk=asked.pk)
        assert (row.status, row.attempts) == (WorkStatus.FAILED, 5)
        (entry,) = _audited("qa.question.failed")
        assert entry.data == {"attempts": 5}


def test_a_question_that_kills_its_workers_is_given_up(cast: Cast) -> None:
    asked = make.question(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        Question.objects.filter(pk=asked.pk).update(
            status=WorkStatus.WORKING,
            attempts=MAX_ATTEMPTS,
            lease_until=now() - timedelta(seconds=1),
        )

    answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)

    with tenant_scope(cast.northgate.pk):
        assert Question.objects.get(pk=asked.pk).status == WorkStatus.FAILED
        assert len(_audited("qa.question.failed")) == 1


def test_the_digest_can_be_recomputed_from_what_was_kept(cast: Cast) -> None:
    make.store(cast.northgate)
    question = make.answered(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        rows = answer.sentences.select_related("recommendation_version").order_by("ordinal")
        document: list[Any] = [question.text, answer.engine, answer.rules, answer.outcome]
        document += [answer.missing]
        document += [
            [
                [
                    row.role,
                    row.heading,
                    str(row.recommendation_version.public_id),
                    row.recommendation_version.content_sha256,
                    row.wording(),
                ]
                for row in rows
            ]
        ]

        canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
        assert hashlib.sha256(canonical.encode()).hexdigest() == answer.digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE qa_answer SET outcome = 'answered'",
        "DELETE FROM qa_answer",
        "UPDATE qa_sentence SET clinician = 'Something else'",
        "DELETE FROM qa_sentence",
    ],
)
def test_what_was_answered_is_never_changed(cast: Cast, statement: str) -> None:
    make.store(cast.northgate)
    make.answered(cast.northgate)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_conflict_is_kept_with_all_its_sides(cast: Cast) -> None:
    conflict = {
        "key": "k",
        "title": "which comes first",
        "intervention": "denosumab",
        "recommendations": ["acp-bone/first", "acp-bone/second"],
    }
    make.store(cast.northgate, make.package(conflicts=[conflict]))

    question = make.answered(cast.northgate, "Does denosumab help in osteoporosis?")

    with tenant_scope(cast.northgate.pk):
        sides = Sentence.objects.filter(answer__question=question, role="conflict")
        assert {row.heading for row in sides} == {"which comes first"}
        assert {row.recommendation_version.recommendation.key for row in sides} == {
            "first",
            "second",
        }
