"""When the store changes, what was not covered is tried again, and who asked is told."""

from __future__ import annotations

import logging
from typing import Final

from apps.qa.composing import draft_answer
from apps.qa.coverage import Gap, GapQuestion, GapState
from apps.qa.domain.outcome import covers_more
from apps.qa.models import Answer, Question
from apps.qa.notices import tell_askers
from apps.qa.reception import NoticeKind
from core.actors import system
from core.audit.record import record
from core.clock import now
from core.events import emit_each
from core.queue.models import WorkStatus
from core.queue.work import Fenced, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

ACTOR: Final = system("Answer engine")
# Different questions of one gap that are tried at once: well within a lease.
MOST_TRIED: Final = 200


def queue_open_gaps() -> int:
    """Queue every open gap, in the transaction of a change (settings.STORE_DEPENDENTS).

    One query. Nobody is rung: the sweeper fetches them a few at a time, behind what people wait
    for. A worker that is at one loses its claim and writes nothing.
    """
    moment = now()
    return Gap.objects.filter(state=GapState.OPEN).update(
        status=WorkStatus.QUEUED,
        attempts=0,
        lease_until=None,
        not_before=moment,
        enqueued_at=moment,
    )


def retry_gap(*, tenant_id: int, gap_id: int) -> None:
    """Try the questions of a gap against the store as it is now, if the gap is there to be claimed.

    Runs twice, late or beside itself without harm. Answers are never rewritten: a question whose
    answer would cover more now is marked, and its asker may ask it again.
    """
    with tenant_scope(tenant_id):
        gap = claim(Gap, gap_id)
        if gap is None:
            give_up(Gap, gap_id)
            return
    try:
        with tenant_scope(tenant_id):
            covered = _covered_now(gap)
        with tenant_scope(tenant_id):
            _keep(gap, covered)
    except Fenced:
        logger.info("The store changed while gap %s was tried", gap.pk)
    except Exception:
        logger.exception("Gap %s could not be tried", gap.pk)
        with tenant_scope(tenant_id):
            _give_back(gap)


def _give_back(gap: Gap) -> None:
    try:
        fail(gap)
    except Fenced:
        logger.info("Gap %s was queued anew", gap.pk)


def _covered_now(gap: Gap) -> list[int]:
    """The ids of those of its questions that would get more of an answer now."""
    waiting = GapQuestion.objects.filter(gap=gap, covered_at=None).select_related(
        "question__article_version__article"
    )
    rows = list(waiting.order_by("-pk"))
    before = dict(
        Answer.objects.filter(question__in=[row.question_id for row in rows]).values_list(
            "question", "outcome"
        )
    )
    outcomes: dict[tuple[str, int | None, int | None], str] = {}
    for row in rows:
        asked = _same(row.question)
        if asked not in outcomes and len(outcomes) < MOST_TRIED:
            outcomes[asked] = draft_answer(row.question).outcome
    return [
        row.pk
        for row in rows
        if _same(row.question) in outcomes
        and covers_more(outcomes[_same(row.question)], than=before[row.question_id])
    ]


def _same(question: Question) -> tuple[str, int | None, int | None]:
    return question.text, question.article_version_id, question.follows_id


def _keep(gap: Gap, covered: list[int]) -> None:
    """Mark and tell, and close the gap once nobody waits. Raises `Fenced`."""
    moment = now()
    complete(gap, tried_at=moment)
    marked = GapQuestion.objects.filter(pk__in=covered, covered_at=None)
    asked = list(marked.values_list("question__pk", "question__public_id", "question__asker"))
    marked.update(covered_at=moment)
    emit_each(
        "qa.question.now_covered",
        model=Question,
        subject_ids=[str(public_id) for _, public_id, _ in asked],
        data={"gap": str(gap.public_id)},
    )
    tell_askers(NoticeKind.NOW_COVERED, questions=[(pk, asker) for pk, _, asker in asked])
    if GapQuestion.objects.filter(gap=gap, covered_at=None).exists():
        return
    filled = Gap.objects.filter(pk=gap.pk, state=GapState.OPEN)
    if filled.update(state=GapState.FILLED, filled_at=moment):
        record(
            "qa.gap.filled",
            subject=gap,
            subject_id=str(gap.public_id),
            actor=ACTOR,
            questions=len(asked),
        )
