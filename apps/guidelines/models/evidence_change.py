"""What happened to the evidence, and which recommendations it touched. Only ever added to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.models.recommendation import Recommendation, RecommendationVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class EvidenceChange(TenantModel):
    """`subject` names what changed in words, `since` is the day from which it holds.

    `by_source`: a package or a library told of the withdrawal, and may take it back.
    """

    append_only: ClassVar[bool] = True

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    subject = models.TextField()
    reason = models.TextField()
    since = models.DateField()
    by_source = models.BooleanField(default=False)
    actor_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_change_id"),
            models.CheckConstraint(
                condition=Q(kind__in=list(ChangeKind)), name="guidelines_change_kind"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-created_at"], name="guidelines_changes")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"


class ChangedRecommendation(TenantModel):
    """A recommendation version that a change touched; `successor` is what stands in its place."""

    append_only: ClassVar[bool] = True

    change = TenantForeignKey(EvidenceChange, on_delete=models.PROTECT, related_name="touched")
    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.PROTECT, related_name="changes"
    )
    successor = TenantForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "change", "recommendation_version"],
                name="guidelines_changed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_version}: {self.change}"
