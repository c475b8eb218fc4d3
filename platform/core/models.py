"""Tables of the kernel: the audit log, events, and the kept answers of idempotent requests."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.clock import now
from core.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """Who did what to what, and when. Written in the transaction of the deed; never changed."""

    append_only: ClassVar[bool] = True

    at = models.DateTimeField(default=now)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "subject_type", "subject_id", "id"], name="core_audit_by_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_name}"


class IdempotencyRecord(TenantModel):
    """The kept answer to one keyed request of one actor; forgotten after a day."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    reservation = models.UUIDField(default=uuid.uuid4)
    response_status = models.PositiveSmallIntegerField(null=True)
    response_body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "actor_id", "key"], name="core_idempotency_once"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Event(TenantModel):
    """News for whoever listens, written in the transaction of the deed; only ever added to.

    `kind` is dotted (docs/events.md lists them); `data` is JSON: ids, no free text of people.
    """

    append_only: ClassVar[bool] = True

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="core_event_id")
        ]
        indexes = [models.Index(fields=["tenant", "id"], name="core_events_in_order")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject_id}"
