"""How recommendations stand to one another, and successors that a person has yet to confirm."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.guidelines.domain.values import Decision, LinkKind
from apps.guidelines.models.recommendation import Recommendation
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Link(TenantModel):
    """From the newer, the adapted or the first-named one; `to_uri` where it leaves the store."""

    start = TenantForeignKey(Recommendation, on_delete=models.PROTECT, related_name="links")
    end = TenantForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, related_name="links_here"
    )
    to_uri = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "start", "end", "to_uri", "kind"],
                nulls_distinct=False,
                name="guidelines_link_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(LinkKind)), name="guidelines_link_kind"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=False, to_uri="") | (Q(end=None) & ~Q(to_uri="")),
                name="guidelines_link_has_one_end",
            ),
            models.CheckConstraint(
                condition=Q(end=None) | ~Q(end=F("start")), name="guidelines_link_leaves_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.kind} {self.end or self.to_uri}"


class SuccessorProposal(TenantModel):
    """Perhaps `newer` takes the place of `older`: keys changed, and the match is uncertain.

    `score` 0-1; `reasons` are sentences for the person who decides.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    older = TenantForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    newer = TenantForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    decision = models.CharField(max_length=10, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="guidelines_successor_proposal_id"
            ),
            models.UniqueConstraint(
                fields=["tenant", "older", "newer"], name="guidelines_successor_proposal_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=list(Decision)), name="guidelines_successor_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.newer} for {self.older}?"
