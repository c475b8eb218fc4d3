"""The article (an address) and its versions (what was written, submitted, approved)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.articles.domain.lifecycle import STATE_NAMES, State
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Article(TenantModel):
    slug = models.SlugField(max_length=120, db_index=False)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="articles_slug")]

    def __str__(self) -> str:
        return self.slug


class ArticleVersion(TenantModel):
    """Content is frozen by the database once the version leaves draft (trigger
    articles_keep_frozen).

    `content_sha256` covers the text at every level, the citations and the records behind them.
    `successor` is the article that readers of a withdrawn version are sent to.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    article = TenantForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=20,
        choices=[(state.value, STATE_NAMES[state]) for state in State],
        default=State.DRAFT,
    )
    question = models.CharField(max_length=300)
    heading = models.CharField(max_length=300)
    topic = models.CharField(max_length=100)
    keywords = ArrayField(models.CharField(max_length=100), default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    content_sha256 = models.CharField(max_length=64, blank=True)
    # A draft that its authors gave up is kept out of their way, and never deleted.
    put_away_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=now)
    submitted_at = models.DateTimeField(null=True)
    under_review_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    review_due_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    successor = TenantForeignKey(
        Article, on_delete=models.PROTECT, null=True, related_name="replaces"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "article", "number"], name="articles_version_number"
            ),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="articles_version_id"),
            models.UniqueConstraint(
                fields=["tenant", "article"],
                condition=Q(state=State.APPROVED),
                name="articles_one_approved_version",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="articles_known_state"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | (Q(submitted_at__isnull=False) & ~Q(content_sha256="")),
                name="articles_submitted_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | Q(approved_at__isnull=False, review_due_on__isnull=False),
                name="articles_approved_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(withdrawal_reason="")
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_at=None, withdrawal_reason=""),
                name="articles_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} (version {self.number})"
