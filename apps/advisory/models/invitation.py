"""Reviewers from outside, who look at one version without an account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.advisory.domain.recommendation import Recommendation
from apps.articles.models import ArticleVersion
from core.clock import now
from core.queue.models import QueuedWork
from core.tenancy.models import TenantForeignKey


class Invitation(QueuedWork):
    """The link in the letter is signed and names the invitation; no secret is kept here.

    What they recommend advises the board: it is no sign-off.
    """

    task: ClassVar[str] = "advisory.mail_invitation"

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    specialty = models.CharField(max_length=200, blank=True)
    asks = models.TextField(blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    recommendation = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    recommended_at = models.DateTimeField(null=True)

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="advisory_invitation_id"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="advisory_invitation_expires"
            ),
            models.CheckConstraint(
                condition=Q(recommendation="", reason="", recommended_at=None)
                | Q(recommendation__in=list(Recommendation), recommended_at__isnull=False),
                name="advisory_recommended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} was invited to {self.version}"
