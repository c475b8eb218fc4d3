"""A due review of an edition that found it still current."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.guidelines.models import GuidelineVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.curating import check_curator, lock
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, WrongState


@transaction.atomic
def review_still_current(
    *, version: GuidelineVersion, next_due: date, actor: Actor
) -> GuidelineVersion:
    """Keep today as the day of the last review and `next_due` as the next. Twice is once.

    Raises `NotPermitted`, `InvalidInput`, `NotFound`, and `WrongState` for one that is not active.
    """
    check_curator(actor)
    today = now().date()
    if next_due <= today:
        raise InvalidInput("The next review lies in the future", pointer="/next_due")
    row: GuidelineVersion = lock(GuidelineVersion.objects.select_related("guideline"), version.pk)
    if row.status != VersionStatus.ACTIVE:
        raise WrongState(f"Only an active edition is reviewed, and this is {row.status}")
    if (row.last_reviewed_on, row.review_due_on) == (today, next_due):
        return row
    row.last_reviewed_on, row.review_due_on = today, next_due
    row.save(update_fields=["last_reviewed_on", "review_due_on"])
    record(
        "guidelines.version.reviewed",
        subject=row,
        subject_id=str(row.guideline.public_id),
        actor=actor,
        label=row.label,
        next_due=next_due.isoformat(),
    )
    return row
