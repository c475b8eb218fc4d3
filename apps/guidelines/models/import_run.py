"""An upload on its way into the store: read, planned, approved by a person, stored."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.guidelines.domain.values import ImportStage
from core.clock import now
from core.queue.models import QueuedWork
from core.tenancy.models import TenantForeignKey, TenantModel


class ImportRun(QueuedWork):
    """Queued twice: to be read and compared, and, once approved, to be stored.

    `upload` is a zip of what was uploaded, emptied when the run has ended; it is read anew before
    it is stored. `plan` is what ImportPlan found (counts and, for each guideline, its versions)
    and what Preview says of it. Progress is of files while reading, then of recommendations;
    `progress_of` is 0 where nobody knows.
    """

    task: ClassVar[str] = "guidelines.work_on_import"

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    stage = models.CharField(max_length=10, default=ImportStage.READING)
    file_names = ArrayField(models.CharField(max_length=255), default=list)
    file_sha256 = models.CharField(max_length=64)
    formats = ArrayField(models.CharField(max_length=40), default=list)
    rating_system = models.CharField(max_length=40, blank=True)
    upload = models.BinaryField(null=True)
    plan = models.JSONField(null=True)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    progress_step = models.CharField(max_length=10, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_of = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_import_id"),
            models.CheckConstraint(
                condition=Q(stage__in=list(ImportStage)), name="guidelines_import_stage"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["storing", "stored"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="guidelines_stored_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.file_names)


class ImportIssue(TenantModel):
    """What the reader or the plan found, with its place."""

    run = TenantForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    ordinal = models.PositiveIntegerField()
    severity = models.CharField(max_length=10)
    code = models.CharField(max_length=60)
    where = models.TextField()
    message = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "run", "ordinal"], name="guidelines_import_issue_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"
