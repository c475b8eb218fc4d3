"""Active recommendations that point different ways for an overlapping population."""

from __future__ import annotations

from django.db import models

from apps.guidelines.models.concept import Concept
from apps.guidelines.models.recommendation import Recommendation
from core.tenancy.models import TenantForeignKey, TenantModel


class Conflict(TenantModel):
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    intervention = TenantForeignKey(Concept, on_delete=models.PROTECT, related_name="conflicts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="guidelines_conflict_key")
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
