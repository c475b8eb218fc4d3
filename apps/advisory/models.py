"""The advisory board of an organisation, what its members signed, and what they must look at."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from apps.articles.models import ArticleVersion
from apps.guidelines.models import EvidenceChange
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class Board(TenantModel):
    """One for each organisation; without one, nothing can be approved."""

    name = models.CharField(max_length=200)
    required_sign_offs = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="advisory_one_board"),
            models.CheckConstraint(
                condition=models.Q(required_sign_offs__gte=1), name="advisory_somebody_signs"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SignOff(TenantModel):
    """A member signed what they read: the hash binds the signature to it. Never changed.

    Name and specialty are kept as they were when signing.
    """

    append_only = True

    version = TenantForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="sign_offs")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_specialty = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "signer"], name="advisory_sign_off_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} signed {self.version}"


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
