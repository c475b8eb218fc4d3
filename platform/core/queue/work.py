"""Claiming, finishing and failing queued rows.

Every move is one UPDATE guarded by what was seen.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.db.models import F, Q

from core.clock import now
from core.queue.models import QueuedWork, WorkStatus

LEASE: Final = timedelta(seconds=60)
MAX_ATTEMPTS: Final = 5

Row = TypeVar("Row", bound=QueuedWork)


class Fenced(Exception):
    """The lease was lost to another worker: what was done must not be written."""


def claim(model: type[Row], row_id: int, *, lease: timedelta = LEASE) -> Row | None:
    """Take the row for the lease, or None when it is done, failed, not due, or another's.

    The returned row carries the fencing token that `complete` and `fail` need. Two queries.
    """
    moment = now()
    taken = (
        model.objects.filter(pk=row_id)
        .filter(
            Q(status=WorkStatus.QUEUED, not_before__lte=moment)
            | Q(status=WorkStatus.WORKING, lease_until__lt=moment, attempts__lt=MAX_ATTEMPTS)
        )
        .update(
            status=WorkStatus.WORKING,
            fencing_token=F("fencing_token") + 1,
            attempts=F("attempts") + 1,
            lease_until=moment + lease,
        )
    )
    return model.objects.get(pk=row_id) if taken else None


def give_up(model: type[Row], row_id: int) -> Row | None:
    """Mark a row failed that took its last worker with it; None when there is nothing to give up.

    Without this a row that kills whoever works on it would be claimed for ever. Two queries.
    """
    given_up = model.objects.filter(
        pk=row_id,
        status=WorkStatus.WORKING,
        lease_until__lt=now(),
        attempts__gte=MAX_ATTEMPTS,
    ).update(status=WorkStatus.FAILED, lease_until=None)
    return model.objects.get(pk=row_id) if given_up else None


def revive(row: QueuedWork) -> bool:
    """Queue a failed row for as many attempts again; False when it has not failed. One query.

    The fencing token counts on: a worker of an earlier life stays fenced.
    """
    moment = now()
    revived = (
        type(row)
        .objects.filter(pk=row.pk, status=WorkStatus.FAILED)
        .update(status=WorkStatus.QUEUED, attempts=0, not_before=moment, enqueued_at=moment)
    )
    return bool(revived)


def complete(row: QueuedWork, **facts: Any) -> None:
    """Mark the claimed row done. Raises `Fenced` when the claim is no longer ours."""
    _leave(row, status=WorkStatus.DONE, **facts)


def give_back(row: QueuedWork, *, pause: timedelta = timedelta()) -> None:
    """Give the row back for more of the same after the pause. Raises `Fenced`, as `complete`."""
    _leave(row, status=WorkStatus.QUEUED, attempts=0, not_before=now() + pause, enqueued_at=now())


def fail(row: QueuedWork) -> WorkStatus:
    """Give the row back with a growing, jittered pause, or mark it failed after `MAX_ATTEMPTS`."""
    if row.attempts >= MAX_ATTEMPTS:
        _leave(row, status=WorkStatus.FAILED)
        return WorkStatus.FAILED
    pause = timedelta(seconds=2**row.attempts * random.uniform(0.5, 1.5))  # noqa: S311 - not a secret
    _leave(row, status=WorkStatus.QUEUED, not_before=now() + pause)
    return WorkStatus.QUEUED


def _leave(row: QueuedWork, **facts: Any) -> None:
    moved = (
        type(row)
        .objects.filter(pk=row.pk, status=WorkStatus.WORKING, fencing_token=row.fencing_token)
        .update(lease_until=None, **facts)
    )
    if not moved:
        raise Fenced(f"{type(row).__name__} {row.pk}: token {row.fencing_token} is stale")
