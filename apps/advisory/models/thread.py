"""What is said of a part of an article: threads, and their comments. Never shown to readers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.advisory.models.invitation import Invitation
from apps.articles.models import Article, ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Thread(TenantModel):
    """It hangs on an article and the key of a part, so it outlives edits and versions.

    An empty `part` is the article as a whole.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    article = TenantForeignKey(Article, on_delete=models.PROTECT, related_name="threads")
    part = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(default=now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="advisory_thread_id"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by_name="")
                | (Q(resolved_at__isnull=False) & ~Q(resolved_by_name="")),
                name="advisory_thread_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.part}"


class Comment(TenantModel):
    """`said_of` is the part's words by level as they were, `part_sha256` the hash of all of it.

    By somebody with an account, or by somebody invited.
    """

    append_only: ClassVar[bool] = True

    thread = TenantForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    invitation = TenantForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, related_name="comments"
    )
    author_name = models.CharField(max_length=200)
    text = models.TextField()
    part_sha256 = models.CharField(max_length=64, blank=True)
    said_of = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, invitation=None)
                | Q(author=None, invitation__isnull=False),
                name="advisory_comment_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="advisory_comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"
