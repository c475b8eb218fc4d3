"""Ringing for a queued row, as long as its tenant has few bells out that nobody has answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.clock import now
from core.jobs import enqueue
from core.queue.models import QueuedWork, WorkStatus

# The broker's list is first come, first served: what is in it stands before everybody. More than
# a worker answers until the sweeper looks again, and of many tenants still little to wait for.
PER_TENANT: Final = 20
# A doorbell older than this was lost.
PATIENCE_SECONDS: Final = 20


def ring_for(row: QueuedWork) -> None:
    """Ring the worker for a row just queued, once that is committed. One query; two where the
    tenant has `PER_TENANT` bells out.

    Then the row waits in its own table, as if its bell were long lost, and the sweeper rings for
    it when others were answered: a flood of one tenant stands before nobody else.
    """
    model = type(row)
    moment = now()
    patience = timedelta(seconds=PATIENCE_SECONDS)
    out = model.objects.filter(
        status=WorkStatus.QUEUED, enqueued_at__gt=moment - patience, not_before__lte=moment
    ).exclude(pk=row.pk)
    if out[:PER_TENANT].count() < PER_TENANT:
        enqueue(model.task, row_id=row.pk)
    else:
        model.objects.filter(pk=row.pk).update(enqueued_at=moment - patience)
