"""A row that is its own place in the queue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core.clock import now
from core.tenancy.models import TenantModel


class WorkStatus(models.TextChoices):
    QUEUED = "queued", "Queued"
    WORKING = "working", "Working"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class QueuedWork(TenantModel):
    """Claimed by one guarded UPDATE with a lease and a fencing token; see core.queue.work.

    `task` names the Celery task that is rung for a row. `enqueued_at` is when it was last rung; of
    a row that waits for its tenant's other bells, long enough ago to be rung for next.
    """

    task: ClassVar[str]
    # What the dispatcher may see of a row it sweeps: never its content.
    dispatcher_reads: ClassVar[tuple[str, ...]] = (
        "id",
        "tenant_id",
        "status",
        "not_before",
        "enqueued_at",
        "lease_until",
    )
    dispatcher_writes: ClassVar[tuple[str, ...]] = ("enqueued_at",)

    status = models.CharField(
        max_length=10, choices=WorkStatus.choices, default=WorkStatus.QUEUED, editable=False
    )
    fencing_token = models.PositiveIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(default=now, editable=False)
    enqueued_at = models.DateTimeField(default=now, editable=False)

    @property
    def was_revived(self) -> bool:
        """Whether its attempts were counted from the beginning again after it had failed."""
        return self.fencing_token > self.attempts

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["enqueued_at"],
                name="%(app_label)s_%(class)s_due",
                condition=models.Q(status__in=["queued", "working"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="working") | models.Q(lease_until__isnull=False),
                name="%(app_label)s_%(class)s_leased",
            )
        ]
