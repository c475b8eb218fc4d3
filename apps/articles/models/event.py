"""The history of an article. Only ever added to, and the database keeps it linked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from apps.articles.domain.history import EventKind
from apps.articles.models.article import Article
from core.tenancy.models import TenantForeignKey, TenantModel


class ArticleEvent(TenantModel):
    """`said` is the canonical JSON of the event; the other columns are there to select by.

    The trigger articles_keep_history computes the hashes again and lets nothing be changed.
    """

    append_only: ClassVar[bool] = True

    article = TenantForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in EventKind])
    version_number = models.PositiveSmallIntegerField()
    said = models.TextField()
    said_sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "article", "number"], name="articles_event_number"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=list(EventKind)), name="articles_known_event"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}, {self.number}: {self.kind}"
