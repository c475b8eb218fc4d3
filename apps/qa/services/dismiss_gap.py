"""A curator says why the store will not cover something (settings.DISMISS_GAP)."""

from __future__ import annotations

import uuid

from django.db import transaction

from apps.guidelines.policies import can_curate
from apps.qa.coverage import Gap, GapState
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState


@transaction.atomic
def dismiss_gap(*, public_id: uuid.UUID, reason: str, actor: Actor) -> None:
    """Close the gap for good: later questions join it and it is not tried again.

    Locks the gap. Raises `NotPermitted`, `NotFound`, `InvalidInput`, and `WrongState` unless it is
    open.
    """
    if not can_curate(actor):
        raise NotPermitted("Only curators can dismiss a gap")
    if not reason.strip():
        raise InvalidInput("Say why, for whoever reads it later", pointer="/reason")
    gap = Gap.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    if gap is None:
        raise NotFound("There is no such gap")
    if gap.state != GapState.OPEN:
        raise WrongState(f"This gap is {gap.state}; only an open one can be dismissed")
    gap.state = GapState.DISMISSED
    gap.reason = reason.strip()
    gap.dismissed_by_id = actor.get_id()
    gap.dismissed_by_name = actor.name
    gap.save(update_fields=["state", "reason", "dismissed_by", "dismissed_by_name"])
    record(
        "qa.gap.dismissed",
        subject=gap,
        subject_id=str(gap.public_id),
        actor=actor,
        reason=gap.reason,
    )
