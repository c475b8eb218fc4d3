"""What hangs on a recommendation version: actions, judgements, evidence, cited works.

All frozen with it (trigger guidelines_keep_part).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.guidelines.domain.values import ActionRole, CitationRole, Criterion
from apps.guidelines.models.concept import Concept
from apps.guidelines.models.guideline import Work
from apps.guidelines.models.recommendation import RecommendationVersion
from core.tenancy.models import TenantForeignKey, TenantModel


class RecommendationPart(TenantModel):
    recommendation_version: models.ForeignKey[RecommendationVersion, RecommendationVersion]
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "recommendation_version", "ordinal"],
                name="%(app_label)s_%(class)s_order",
            )
        ]


class Action(RecommendationPart):
    """An intervention, comparator or outcome of the PICO question. Doses carry UCUM units."""

    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.CASCADE, related_name="actions"
    )
    role = models.CharField(max_length=12)
    text = models.TextField()
    concept = TenantForeignKey(Concept, on_delete=models.PROTECT, null=True, related_name="+")
    dose_value = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    dose_max = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    dose_unit = models.CharField(max_length=40, blank=True)
    route = models.CharField(max_length=100, blank=True)
    frequency = models.CharField(max_length=200, blank=True)
    duration = models.CharField(max_length=200, blank=True)
    codes = models.JSONField(default=list)

    class Meta(RecommendationPart.Meta):
        constraints = [
            *RecommendationPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=list(ActionRole)), name="guidelines_action_role"
            ),
            models.CheckConstraint(
                condition=Q(dose_value=None, dose_max=None)
                | (Q(dose_value__isnull=False) & ~Q(dose_unit="")),
                name="guidelines_dose_has_unit",
            ),
            models.CheckConstraint(
                condition=Q(dose_max=None) | Q(dose_max__gte=F("dose_value")),
                name="guidelines_dose_range",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Judgement(RecommendationPart):
    """One criterion of GRADE's evidence-to-decision framework."""

    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.CASCADE, related_name="judgements"
    )
    criterion = models.CharField(max_length=20)
    judgement = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)

    class Meta(RecommendationPart.Meta):
        constraints = [
            *RecommendationPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(criterion__in=list(Criterion)), name="guidelines_judgement_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.judgement}"


class EvidenceProfile(RecommendationPart):
    """One outcome of a summary of findings. `importance` 1-9, `certainty` 0-4 (GRADE)."""

    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.CASCADE, related_name="evidence"
    )
    outcome = models.TextField()
    importance = models.PositiveSmallIntegerField(null=True)
    measure = models.CharField(max_length=100, blank=True)
    estimate = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    studies = models.PositiveIntegerField(null=True)
    participants = models.PositiveIntegerField(null=True)
    baseline_per_1000 = models.FloatField(null=True)
    effect_per_1000 = models.FloatField(null=True)
    certainty = models.PositiveSmallIntegerField(null=True)
    downgrades = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta(RecommendationPart.Meta):
        constraints = [
            *RecommendationPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(importance=None) | Q(importance__range=(1, 9)),
                name="guidelines_evidence_importance",
            ),
            models.CheckConstraint(
                condition=Q(certainty=None) | Q(certainty__lte=4),
                name="guidelines_evidence_certainty",
            ),
            models.CheckConstraint(
                condition=(Q(ci_low=None) | Q(ci_high=None) | Q(ci_low__lte=F("ci_high")))
                & (Q(estimate=None) | Q(ci_low=None) | Q(estimate__gte=F("ci_low")))
                & (Q(estimate=None) | Q(ci_high=None) | Q(estimate__lte=F("ci_high"))),
                name="guidelines_evidence_interval",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class SourceCitation(RecommendationPart):
    """A work that the recommendation itself cites, with the place in it."""

    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.CASCADE, related_name="source_citations"
    )
    work = TenantForeignKey(Work, on_delete=models.PROTECT, related_name="source_citations")
    role = models.CharField(max_length=20)
    locator = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)

    class Meta(RecommendationPart.Meta):
        constraints = [
            *RecommendationPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=list(CitationRole)), name="guidelines_citation_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.work}"
