"""Recommendations: identity apart from version; a published version never changes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.guidelines.domain.grading import Direction, Fidelity, Grade, Kind
from apps.guidelines.domain.ratings import system_name
from apps.guidelines.models.guideline import Guideline, GuidelineVersion, VersionStatus
from core.tenancy.models import TenantForeignKey, TenantModel
from core.wording import WordedModel


class Recommendation(TenantModel):
    """The identity that survives new versions."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    guideline = TenantForeignKey(
        Guideline, on_delete=models.PROTECT, related_name="recommendations"
    )
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "guideline", "key"], name="guidelines_recommendation_key"
            ),
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="guidelines_recommendation_id"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class RecommendationVersion(TenantModel, WordedModel):
    """What a guideline version says. The wording at `clinician` is the statement itself.

    Rows that are not drafts are immutable in the database, status apart (trigger
    guidelines_keep_published). Concept keys in `conditions`, `interventions`, `comparators`.
    `verbatim`: the statement is the source's own wording, so its licence decides who may read it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    recommendation = TenantForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="versions"
    )
    guideline_version = TenantForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, related_name="recommendation_versions"
    )
    ordinal = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)
    section = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=VersionStatus.choices)
    status_reason = models.TextField(blank=True)
    status_since = models.DateField(null=True)
    change = models.CharField(max_length=10, blank=True)

    kind = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    direction_inferred = models.BooleanField(default=False)
    strength = models.PositiveSmallIntegerField(null=True)
    certainty = models.PositiveSmallIntegerField(null=True)
    fidelity = models.CharField(max_length=10)
    label_as_printed = models.CharField(max_length=200, blank=True)

    conditions = ArrayField(models.CharField(max_length=80), default=list)
    acuity = models.CharField(max_length=10, default="any")
    population = models.TextField(blank=True)
    age_min = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    age_max = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    age_unit = models.CharField(max_length=2, blank=True)
    sex = models.CharField(max_length=10, default="any")
    pregnancy = models.CharField(max_length=20, default="any")
    excluded = models.TextField(blank=True)
    population_codes = models.JSONField(default=list)
    interventions = ArrayField(models.CharField(max_length=80), default=list)
    comparators = ArrayField(models.CharField(max_length=80), default=list)
    line = models.PositiveSmallIntegerField(null=True)
    for_those_who_cannot_take = ArrayField(models.CharField(max_length=80), default=list)
    intents = ArrayField(models.CharField(max_length=20), default=list)

    setting = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    practical_info = models.TextField(blank=True)
    remarks = models.TextField(blank=True)
    safety = ArrayField(models.TextField(), default=list)
    locator = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    verbatim = models.BooleanField(default=False)
    review_due_on = models.DateField(null=True)
    x = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64)

    class Meta(WordedModel.Meta):
        constraints = [
            *WordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="guidelines_recommendation_version_id"
            ),
            models.UniqueConstraint(
                fields=["tenant", "guideline_version", "recommendation"],
                name="guidelines_recommendation_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(Kind))
                & Q(direction__in=list(Direction))
                & Q(fidelity__in=list(Fidelity))
                & Q(acuity__in=["acute", "chronic", "any"]),
                name="guidelines_known_values",
            ),
            models.CheckConstraint(
                condition=(Q(strength=None) | Q(strength__lte=3))
                & (Q(certainty=None) | Q(certainty__lte=4)),
                name="guidelines_scales",
            ),
            models.CheckConstraint(
                condition=Q(kind="graded") | Q(strength=None),
                name="guidelines_ungraded_no_strength",
            ),
            models.CheckConstraint(
                condition=~Q(kind="insufficient") | Q(direction="none"),
                name="guidelines_insufficient_no_direction",
            ),
            models.CheckConstraint(
                condition=~Q(direction="none") | Q(strength=None) | Q(strength=0),
                name="guidelines_no_direction_no_strength",
            ),
            models.CheckConstraint(
                # Strength 0: the panel made no recommendation.
                condition=~Q(kind="graded", direction="none")
                | Q(strength__isnull=False, strength=0),
                name="guidelines_graded_has_direction",
            ),
            models.CheckConstraint(
                condition=Q(strength=None) | Q(strength__gt=0) | Q(direction="none"),
                name="guidelines_strength_has_direction",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "active", "superseded"]) | ~Q(status_reason=""),
                name="guidelines_status_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(change__in=["", "new", "unchanged", "amended", "replaced"]),
                name="guidelines_known_change",
            ),
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_min__lte=models.F("age_max")),
                name="guidelines_age_range",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "status"], name="guidelines_by_status"),
            # All that browsing filters and counts, so that it never reads the texts beside it.
            models.Index(
                fields=["tenant", "status", "guideline_version"],
                include=[
                    *("id", "ordinal", "kind", "direction", "strength"),
                    *("age_min", "age_max", "age_unit", "sex", "pregnancy"),
                ],
                name="guidelines_browsing",
            ),
        ]

    def __str__(self) -> str:
        return self.clinician

    @property
    def has_plain_wording(self) -> bool:
        """Without one, the source's wording stands at every level."""
        return self.patient != self.clinician

    @property
    def is_withheld(self) -> bool:
        """The licence of the words forbids showing them. Reads guideline_version, guideline."""
        return self.verbatim and self.guideline_version.guideline.is_closed

    @property
    def grade(self) -> Grade:
        """Reads self.ratings (prefetch it)."""
        return Grade(
            kind=Kind(self.kind),
            direction=Direction(self.direction),
            strength=self.strength,
            certainty=self.certainty,
            fidelity=Fidelity(self.fidelity),
            as_printed=self.label_as_printed,
            scheme=", ".join(sorted({rating.system_name for rating in self.ratings.all()})),
        )


class Rating(TenantModel):
    """The label with its system and the system's version, never replaced; `printed` where the
    source writes it otherwise.
    """

    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.CASCADE, related_name="ratings"
    )
    axis = models.CharField(max_length=10)
    system = models.CharField(max_length=40)
    system_version = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=100)
    printed = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "recommendation_version", "axis"],
                name="guidelines_rating_per_axis",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def system_name(self) -> str:
        return system_name(self.system, self.system_version)
