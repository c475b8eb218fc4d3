"""Answering one queued question: claim, work, complete, each a unit of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings

from apps.guidelines.citing import quotable_wording
from apps.guidelines.evidence import hold
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.search import load_candidates
from apps.qa.composing import draft_answer
from apps.qa.domain.shapes import Draft
from apps.qa.domain.verification import digest, verify
from apps.qa.models import Answer, Question, Sentence
from apps.qa.rules import rules_version
from apps.qa.services.open_gap import open_gap
from apps.qa.services.rewording import permit_for, reword, settle
from core.actors import system
from core.audit.record import record
from core.clock import now
from core.levels import Level
from core.live import tell
from core.queue.models import WorkStatus
from core.queue.work import Fenced, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

ENGINE: Final = "consilium-extractive/1"
ACTOR: Final = system("Answer engine")


def answer_question(*, tenant_id: int, question_id: int) -> None:
    """Answer the question if it is there to be claimed; otherwise leave.

    Runs twice, late or beside itself without harm: the claim is a guarded update, and the answer is
    written only under the claim's fencing token. What fails is given back or, at last, marked; when
    the database is away, giving back fails too, and the lease lapses.
    """
    with tenant_scope(tenant_id):
        question = claim(Question, question_id, lease=_lease())
        if question is None:
            lost = give_up(Question, question_id)
            if lost is not None:
                _record_failure(lost)
            return
    say = _teller(tenant_id, question)
    say("searching")
    try:
        with tenant_scope(tenant_id):
            draft = draft_answer(question)
            permit = permit_for(draft, Level(question.level))
        say("checking")
        if permit is not None:
            attempt = reword(permit)
            with tenant_scope(tenant_id):
                draft = settle(permit, attempt, draft)
        with tenant_scope(tenant_id):
            _keep(question, draft)
    except Fenced:
        logger.info("Question %s was taken over by another worker", question.pk)
    except Exception:
        logger.exception("Question %s could not be answered", question.pk)
        with tenant_scope(tenant_id):
            status = _give_back(question)
        say("failed" if status is WorkStatus.FAILED else "waiting")
    else:
        say("done")


def _lease() -> timedelta:
    """Just above the task's time limit: who dies in the work is replaced soon after."""
    return timedelta(seconds=settings.ANSWER_SECONDS + 5)


def _teller(tenant_id: int, question: Question) -> Callable[[str], None]:
    topic = str(question.public_id)
    return lambda step: tell(tenant_id, topic, step)


def _keep(question: Question, draft: Draft) -> None:
    """Check every sentence against the store as it is now, then complete in this one
    transaction.
    """
    ids = [claim.evidence.id for claim in draft.claims]
    hold(ids)
    records = {row.pk: row for row in load_candidates(ids)}
    verify(
        draft,
        active={pk: row.content_sha256 for pk, row in records.items() if row.status == "active"},
        wordings={pk: quotable_wording(row) for pk, row in records.items()},
    )
    complete(question, answered_at=now(), needs_person=list(draft.needs_person))
    answer = Answer.objects.create(
        question=question,
        outcome=draft.outcome,
        engine=ENGINE,
        rules=rules_version(),
        model=draft.model,
        digest=digest(question=question.text, engine=ENGINE, rules=rules_version(), draft=draft),
        missing=draft.missing,
        assumed=list(draft.assumed),
    )
    _keep_sentences(answer, draft, records)
    open_gap(question=question, draft=draft)
    record(
        "qa.question.answered",
        subject=question,
        subject_id=str(question.public_id),
        actor=ACTOR,
        outcome=draft.outcome,
        digest=answer.digest,
    )


def _keep_sentences(
    answer: Answer, draft: Draft, records: dict[int, RecommendationVersion]
) -> None:
    Sentence.objects.bulk_create(
        Sentence(
            answer=answer,
            ordinal=ordinal,
            role=item.role,
            heading=item.heading,
            reworded=item.reworded,
            recommendation_version=records[item.evidence.id],
            **dict(item.evidence.wording),
        )
        for ordinal, item in enumerate(draft.claims, start=1)
    )


def _give_back(question: Question) -> WorkStatus | None:
    try:
        status = fail(question)
    except Fenced:
        return None
    if status is WorkStatus.FAILED:
        _record_failure(question)
    return status


def _record_failure(question: Question) -> None:
    record(
        "qa.question.failed",
        subject=question,
        subject_id=str(question.public_id),
        actor=ACTOR,
        attempts=question.attempts,
    )
