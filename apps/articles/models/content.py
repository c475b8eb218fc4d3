"""What a version says: sections, statements with citations, differences, red flags."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.articles.models.article import ArticleVersion
from apps.guidelines.domain.grading import Direction
from apps.guidelines.models import Conflict, RecommendationVersion
from core.tenancy.models import TenantForeignKey, TenantModel
from core.wording import WordedModel


class Section(TenantModel, WordedModel):
    """The wording is the heading."""

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="sections")
    ordinal = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60, db_index=False)

    class Meta(WordedModel.Meta):
        constraints = [
            *WordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "version", "ordinal"], name="articles_section_order"
            ),
            models.UniqueConstraint(
                fields=["tenant", "version", "key"], name="articles_section_key"
            ),
        ]

    def __str__(self) -> str:
        return self.clinician


class Difference(TenantModel, WordedModel):
    """A "sources differ" box. The wording is its title; `reconciliation` a wording or null."""

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="differences")
    section = TenantForeignKey(Section, on_delete=models.CASCADE, related_name="differences")
    ordinal = models.PositiveSmallIntegerField()
    conflict = TenantForeignKey(Conflict, on_delete=models.PROTECT, null=True, related_name="+")
    reconciliation = models.JSONField(null=True)

    class Meta(WordedModel.Meta):
        constraints = [
            *WordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "section", "ordinal"], name="articles_difference_order"
            ),
        ]

    def __str__(self) -> str:
        return self.clinician


class StatementRole(models.TextChoices):
    BRIEF = "brief"
    STATEMENT = "statement"
    POSITION = "position"


class Statement(TenantModel, WordedModel):
    """The brief, a statement of a section (nested by `parent`), or one position of a difference.

    `note` is a short tag as a wording ("New fractures only"), or null.
    """

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="statements")
    role = models.CharField(max_length=10, choices=StatementRole.choices)
    section = TenantForeignKey(
        Section, on_delete=models.CASCADE, null=True, related_name="statements"
    )
    parent = TenantForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    difference = TenantForeignKey(
        Difference, on_delete=models.CASCADE, null=True, related_name="positions"
    )
    ordinal = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60, db_index=False)
    stance = models.CharField(max_length=10, blank=True)
    note = models.JSONField(null=True)

    class Meta(WordedModel.Meta):
        constraints = [
            *WordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "version", "key"], name="articles_statement_key"
            ),
            models.CheckConstraint(
                condition=Q(role="brief", section=None, difference=None, parent=None)
                | Q(role="statement", section__isnull=False, difference=None)
                | Q(role="position", section=None, difference__isnull=False, parent=None),
                name="articles_statement_has_its_place",
            ),
            models.CheckConstraint(
                condition=~Q(role="position") | Q(stance__in=list(Direction)),
                name="articles_position_has_stance",
            ),
        ]

    def __str__(self) -> str:
        return self.clinician


class Citation(TenantModel):
    """A marker is a foreign key: it cannot dangle, and it points at a version for ever."""

    statement = TenantForeignKey(Statement, on_delete=models.CASCADE, related_name="citations")
    recommendation_version = TenantForeignKey(
        RecommendationVersion, on_delete=models.PROTECT, related_name="citations"
    )
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "statement", "recommendation_version"],
                name="articles_citation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement} rests on {self.recommendation_version}"


class RedFlag(TenantModel, WordedModel):
    """ "Seek help now if": shown at every level, whatever the reader chose."""

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="red_flags")
    ordinal = models.PositiveSmallIntegerField()

    class Meta(WordedModel.Meta):
        constraints = [
            *WordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "version", "ordinal"], name="articles_red_flag_order"
            ),
        ]

    def __str__(self) -> str:
        return self.clinician
