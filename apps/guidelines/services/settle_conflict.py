"""A named person settles a conflict, or tells its sides apart, and says why."""

from __future__ import annotations

from django.db import transaction

from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict
from apps.guidelines.policies import can_settle
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState

_ENDS = (ConflictState.SETTLED, ConflictState.DISMISSED)


@transaction.atomic
def settle_conflict(
    *, conflict: Conflict, state: ConflictState, reason: str, actor: Actor
) -> Conflict:
    """Settled: the sources do differ, and the reason says what holds here. Dismissed: they do not.

    Locks the conflict. Raises `NotPermitted`, `InvalidInput`, and `WrongState` unless it is open.
    """
    if not can_settle(actor):
        raise NotPermitted("Only curators and members of the advisory board settle a conflict")
    if state not in _ENDS:
        raise InvalidInput("A conflict is settled or dismissed", pointer="/state")
    if not reason.strip():
        raise InvalidInput("Say why, for whoever reads it later", pointer="/reason")
    locked = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if locked.state != ConflictState.OPEN:
        raise WrongState(f"This conflict is {locked.state}; only an open one can be settled")
    locked.state = state
    locked.reason = reason.strip()
    locked.settled_by_id = actor.get_id()
    locked.settled_by_name = actor.name
    locked.settled_on = now().date()
    locked.save()
    record(
        "guidelines.conflict.settled",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        state=state,
        reason=locked.reason,
    )
    return locked
