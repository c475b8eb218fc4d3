"""Active recommendations that point different ways for an overlapping population."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models.concept import Concept
from apps.guidelines.models.recommendation import Recommendation
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Conflict(TenantModel):
    """Settled or dismissed (told apart) by a named person with a reason.

    `settled_by_name` stays when the person's account goes, and travels with a package.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    intervention = TenantForeignKey(Concept, on_delete=models.PROTECT, related_name="conflicts")
    state = models.CharField(max_length=10, default=ConflictState.OPEN)
    is_detected = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_by_name = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="guidelines_conflict_key"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_conflict_id"),
            models.CheckConstraint(
                condition=Q(state__in=list(ConflictState)), name="guidelines_conflict_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "gone"])
                | (Q(settled_on__isnull=False) & ~Q(reason="") & ~Q(settled_by_name="")),
                name="guidelines_conflict_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ConflictSide(TenantModel):
    conflict = TenantForeignKey(Conflict, on_delete=models.CASCADE, related_name="sides")
    recommendation = TenantForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="conflict_sides"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "conflict", "recommendation"],
                name="guidelines_conflict_side_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.conflict}: {self.recommendation}"
