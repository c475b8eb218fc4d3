"""Who reviews what until when, and what the board wants first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.articles.models import ArticleVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Assignment(TenantModel):
    """A member reviews a version: claimed by themselves, or assigned by a chair or an admin.

    Open while it was not released; it counts as work while its version is in review, and stays
    afterwards as who reviewed it.
    """

    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    created_at = models.DateTimeField(default=now)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "reviewer"],
                condition=Q(released_at__isnull=True),
                name="advisory_assigned_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "reviewer"],
                name="advisory_open_assignments",
                condition=Q(released_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} reviews {self.version}"


class Urgency(TenantModel):
    """The board wants this version first. Without a row its priority is normal."""

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="urgencies")
    set_by_name = models.CharField(max_length=200)
    set_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version"], name="advisory_urgent_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} is urgent"


class Look(TenantModel):
    """What a member saw of an article when: `last` in this sitting, `before` in the one before.

    Marks of what is new compare with `before`, so they stay while somebody works on the page.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    article = TenantForeignKey("articles.Article", on_delete=models.CASCADE, related_name="looks")
    last_version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="+")
    last_at = models.DateTimeField(default=now)
    before_version = TenantForeignKey(
        ArticleVersion, on_delete=models.CASCADE, null=True, related_name="+"
    )
    before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user", "article"], name="advisory_one_look"),
            models.CheckConstraint(
                condition=Q(before_version=None, before_at=None)
                | Q(before_version__isnull=False, before_at__isnull=False),
                name="advisory_look_before_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} looked at {self.article}"
