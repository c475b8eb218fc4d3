"""Saying what became of a publication: corrected, retracted, under concern, superseded."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.guidelines.domain.references import Integrity
from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.evidence import resting_on_work
from apps.guidelines.models import EvidenceChange, Work
from apps.guidelines.services.curating import check_curator, check_day, checked_text, lock
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput


@transaction.atomic
def mark_work(
    *, work: Work, integrity: str, note: str, since: date | None, actor: Actor
) -> EvidenceChange | None:
    """Set the work's integrity with its reason and day, and mark what rests on it. Twice is once.

    A work can become `current` again, without a reason; marks stay, for somebody has to look.
    Raises `NotPermitted`, `InvalidInput`, `NotFound`.
    """
    check_curator(actor)
    if integrity not in list(Integrity):
        raise InvalidInput(f"It is one of {', '.join(Integrity)}", pointer="/integrity")
    if integrity != Integrity.CURRENT:
        note = checked_text(note, field="note")
        if since is None:
            raise InvalidInput("Say since when", pointer="/since")
    if since is not None:
        check_day(since, field="since")
    row: Work = lock(Work.objects.all(), work.pk)
    before = row.integrity
    if (before, row.integrity_note, row.integrity_since) == (integrity, note, since):
        return None
    row.integrity, row.integrity_note, row.integrity_since = integrity, note, since
    row.save(update_fields=["integrity", "integrity_note", "integrity_since"])
    record(
        "guidelines.work.marked",
        subject=row,
        subject_id=row.key,
        actor=actor,
        before=before,
        after=integrity,
        note=note,
    )
    return mark_resting(row, actor=actor)


def mark_resting(work: Work, *, actor: Actor) -> EvidenceChange | None:
    """Record a change for what rests on the work, unless the work is current."""
    if work.integrity == Integrity.CURRENT:
        return None
    touched = [Touched(pk) for pk in resting_on_work(work).values_list("pk", flat=True)]
    if not touched:
        return None
    return record_change(
        kind=ChangeKind(work.integrity),
        subject=work.title,
        reason=work.integrity_note or f"The publication is {work.integrity}",
        since=work.integrity_since or now().date(),
        touched=touched,
        actor=actor,
    )
