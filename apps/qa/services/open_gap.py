"""A question that the store does not cover, or not wholly, opens a gap or joins an open one."""

from __future__ import annotations

from apps.qa.coverage import Gap, GapQuestion, GapState
from apps.qa.domain.shapes import Draft
from apps.qa.models import Question
from core.actors import system
from core.audit.record import record
from core.queue.models import WorkStatus

ACTOR = system("Answer engine")


def open_gap(*, question: Question, draft: Draft) -> None:
    """Keep what the draft lacks, in the transaction that keeps the answer. Twice is once.

    Questions with the same missing subject share one gap, also when they come at the same time. A
    gap that was dismissed stays so; one that was filled is left, and another opens.
    """
    if not draft.subject:
        return
    gap = _find_or_open(draft)
    GapQuestion.objects.bulk_create(
        [GapQuestion(gap=gap, question=question)], ignore_conflicts=True
    )


def _find_or_open(draft: Draft) -> Gap:
    """The gap, locked: it can't be filled while a question joins it."""
    waiting = Gap.objects.exclude(state=GapState.FILLED).filter(subject=draft.subject)
    while True:
        gap = waiting.select_for_update(no_key=True).first()
        if gap is not None:
            return gap
        opened = Gap(subject=draft.subject, missing=draft.missing, status=WorkStatus.DONE)
        # Another may have opened it since; then its row is the one.
        Gap.objects.bulk_create([opened], ignore_conflicts=True)
        created = Gap.objects.filter(public_id=opened.public_id).first()
        if created is not None:
            record(
                "qa.gap.opened",
                subject=created,
                subject_id=str(created.public_id),
                actor=ACTOR,
            )
            return created
