"""What the board must look at again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.articles.models import ArticleVersion
from apps.guidelines.models import EvidenceChange
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class ReviewTask(TenantModel):
    """An article version whose evidence changed waits for a reviewer to look at it again."""

    version = TenantForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="review_tasks"
    )
    change = TenantForeignKey(EvidenceChange, on_delete=models.PROTECT, related_name="review_tasks")
    created_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "change"], name="advisory_review_task_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None, outcome="")
                | (models.Q(done_at__isnull=False, done_by__isnull=False) & ~models.Q(outcome="")),
                name="advisory_review_task_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.change}"
