"""Issuing bodies, works (what a reference list names), guidelines and their versions."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.guidelines.domain.references import Integrity, WorkKind
from apps.guidelines.domain.values import CLOSED
from core.tenancy.models import TenantForeignKey, TenantModel


def choices(names: type[WorkKind] | type[Integrity]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in names]


class IssuingBody(TenantModel):
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    country = models.CharField(max_length=40, blank=True)
    url = models.URLField(max_length=500, blank=True)
    is_in_house = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="guidelines_body_key")
        ]

    def __str__(self) -> str:
        return self.short_name


class Work(TenantModel):
    """A publication, named by DOI, PMID or address.

    `integrity` is what became of it since; `integrity_note` says it in words, with its source.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=30, choices=choices(WorkKind))
    authors = ArrayField(models.CharField(max_length=200), default=list)
    title = models.TextField()
    venue = models.CharField(max_length=300, blank=True)
    volume = models.CharField(max_length=40, blank=True)
    pages = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    doi = models.CharField(max_length=200, blank=True)
    pmid = models.CharField(max_length=12, blank=True)
    url = models.URLField(max_length=500, blank=True)
    integrity = models.CharField(
        max_length=20, choices=choices(Integrity), default=Integrity.CURRENT
    )
    integrity_note = models.TextField(blank=True)
    integrity_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="guidelines_work_key"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_work_id"),
        ]

    def __str__(self) -> str:
        return self.title


class Guideline(TenantModel):
    """`redistribution` gates what readers may see of the source's own words.

    `x` keeps what the source has and this store has no field for; it is never shown as fact.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80)
    title = models.TextField()
    body = TenantForeignKey(IssuingBody, on_delete=models.PROTECT, related_name="guidelines")
    topic = models.CharField(max_length=100)
    jurisdiction = ArrayField(models.CharField(max_length=10), default=list)
    language = models.CharField(max_length=10, default="en")
    scope = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    rights_holder = models.CharField(max_length=300, blank=True)
    licence = models.TextField(blank=True)
    redistribution = models.CharField(max_length=20, default="link_only")
    identifiers = models.JSONField(default=list)
    is_living = models.BooleanField(default=False)
    review_interval_months = models.PositiveSmallIntegerField(null=True)
    is_demonstration = models.BooleanField(default=False)
    x = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="guidelines_guideline_key"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_guideline_id"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        """Its own words may not be shown."""
        return self.redistribution in CLOSED


class VersionStatus(models.TextChoices):
    """`not_carried_forward` is for recommendations: the next edition says nothing of it."""

    DRAFT = "draft"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    NOT_CARRIED_FORWARD = "not_carried_forward"


class GuidelineVersion(TenantModel):
    """One edition. `published_precision` says how much of `published_on` is known.

    Once it is no draft, only its status and its review dates move (trigger
    guidelines_keep_edition).
    """

    guideline = TenantForeignKey(Guideline, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=60)
    status = models.CharField(max_length=20, choices=VersionStatus.choices)
    published_on = models.DateField(null=True)
    published_precision = models.CharField(max_length=5, blank=True)
    evidence_searched_to = models.CharField(max_length=10, blank=True)
    effective_from = models.DateField(null=True)
    effective_until = models.DateField(null=True)
    last_reviewed_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    x = models.JSONField(default=dict)
    work = TenantForeignKey(Work, on_delete=models.PROTECT, related_name="guideline_versions")
    supersedes = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "guideline", "label"], name="guidelines_version_label"
            ),
            models.UniqueConstraint(
                fields=["tenant", "guideline"],
                condition=models.Q(status="active"),
                name="guidelines_one_active_version",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    published_on__isnull=False, published_precision__in=["day", "month", "year"]
                )
                | models.Q(published_on=None, published_precision=""),
                name="guidelines_version_precision",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "active", "superseded"])
                | (
                    models.Q(status="withdrawn", withdrawn_on__isnull=False)
                    & ~models.Q(withdrawn_reason="")
                ),
                name="guidelines_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_from=None)
                | models.Q(effective_until=None)
                | models.Q(effective_from__lte=models.F("effective_until")),
                name="guidelines_effective_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline} ({self.label})"
