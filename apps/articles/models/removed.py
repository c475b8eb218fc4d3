"""What was deleted from a draft and can be put back."""

from __future__ import annotations

from django.db import models

from apps.articles.models.article import ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class RemovedPart(TenantModel):
    """`content` is [[table, row]], outermost first, with the keys that the rows had."""

    version = TenantForeignKey(
        ArticleVersion, on_delete=models.CASCADE, related_name="removed_parts"
    )
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=200)
    content = models.JSONField()
    removed_by_name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.label
