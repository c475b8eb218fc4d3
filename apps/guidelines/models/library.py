"""Shared libraries: what an organisation publishes for others, and what it takes from them.

A subscription is a copy with its origin (docs/adr/0011-a-subscription-is-a-copy.md).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.guidelines.models.guideline import Guideline
from apps.guidelines.models.recommendation import Recommendation, RecommendationVersion
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Library(models.Model):
    """A directory row that no tenant's wall hides: everything in it is published on purpose.

    `subscribers` is counted here, since the owner sees none of their subscriptions.
    """

    owner = models.ForeignKey(
        settings.TENANT_MODEL, on_delete=models.PROTECT, related_name="libraries"
    )
    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)
    subscribers = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "title"], name="guidelines_library_title")
        ]

    def __str__(self) -> str:
        return self.title


class LibraryRelease(models.Model):
    """One published state of a library: a gzipped guideline package that never changes.

    `contents` are its guidelines with the number of their active recommendations, so that no page
    has to unpack it.
    """

    append_only: ClassVar[bool] = True

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    package = models.BinaryField()
    package_sha256 = models.CharField(max_length=64)
    recommendations = models.PositiveIntegerField()
    contents = models.JSONField(default=list)
    note = models.TextField(blank=True)
    published_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "number"], name="guidelines_release_number")
        ]

    def __str__(self) -> str:
        return f"{self.library}, release {self.number}"


class Subscription(TenantModel):
    """`release_number` is the one whose content the subscriber has taken over; 0 before any."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="+")
    release_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "library"], name="guidelines_subscription_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="guidelines_subscription_id"
            ),
        ]

    def __str__(self) -> str:
        return f"subscription to {self.library}"


class SubscribedGuideline(TenantModel):
    """A guideline that came by a subscription; only the library changes it."""

    subscription = TenantForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="guidelines"
    )
    guideline = TenantForeignKey(Guideline, on_delete=models.PROTECT, related_name="subscribed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "guideline"], name="guidelines_subscribed_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.guideline)


class Adaptation(TenantModel):
    """A local recommendation made from one of a library. `base` is what it was made from.

    When the upstream's active version is not `base` any more, somebody compares the three.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    local = TenantForeignKey(Recommendation, on_delete=models.PROTECT, related_name="adaptations")
    upstream = TenantForeignKey(Recommendation, on_delete=models.PROTECT, related_name="adapted")
    base = TenantForeignKey(RecommendationVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "local"], name="guidelines_adaptation_once"),
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="guidelines_adaptation_id"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="guidelines_adaptation_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.local} from {self.upstream}"
