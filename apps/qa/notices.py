"""Telling askers what became of their answers: a row for each, which is mailed where it can be."""

from __future__ import annotations

from collections.abc import Iterable

from apps.guidelines.models import EvidenceChange
from apps.qa.reception import Notice, NoticeKind
from core.queue.models import WorkStatus


def tell_askers(
    kind: NoticeKind,
    *,
    questions: Iterable[tuple[int, int | None]],
    change: EvidenceChange | None = None,
) -> None:
    """Leave a notice on each question, by its id and the id of the member who asked, if one did.

    Once for each change, in the caller's transaction; one insert whatever their number. The sweeper
    rings for what is to be mailed, so that a change of the evidence waits for no broker.
    """
    Notice.objects.bulk_create(
        (
            Notice(
                question_id=question,
                kind=kind,
                change=change,
                status=WorkStatus.QUEUED if asker else WorkStatus.DONE,
            )
            for question, asker in questions
        ),
        ignore_conflicts=True,
    )
