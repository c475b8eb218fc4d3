"""Approved versions whose next review is near or due."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.advisory.domain.outcome import ReviewOutcome
from apps.articles.models import ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class DueReview(TenantModel):
    """One for each version and day on which its review is due. `next_due_on` where it still holds.

    `overdue_told_at` is when partners were told that the day had passed.
    """

    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="due_reviews")
    due_on = models.DateField()
    opened_at = models.DateTimeField(default=now)
    overdue_told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    next_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "due_on"], name="advisory_due_review_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, outcome="", next_due_on=None)
                | Q(done_at__isnull=False, done_by__isnull=False)
                & (
                    Q(outcome=ReviewOutcome.STILL_HOLDS, next_due_on__isnull=False)
                    | Q(outcome=ReviewOutcome.NEEDS_NEW_VERSION, next_due_on=None)
                ),
                name="advisory_due_review_done_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, due on {self.due_on}"
