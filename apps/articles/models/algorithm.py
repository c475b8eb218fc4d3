"""The treatment algorithm: ordered steps, conditional branches, and what each rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.articles.models.article import ArticleVersion
from apps.articles.models.content import Statement
from core.tenancy.models import TenantForeignKey, TenantModel

LEVEL_KEYS = ["clinician", "student", "patient"]


class AlgorithmStep(TenantModel):
    """A step (`title` what, `detail` how) or, with a parent, a branch (`title` if, `detail` then).

    `title` and `detail` are wordings by level. `is_alert` marks the branch that leads to urgent
    help.
    """

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="steps")
    parent = TenantForeignKey("self", on_delete=models.CASCADE, null=True, related_name="branches")
    ordinal = models.PositiveSmallIntegerField()
    title = models.JSONField()
    detail = models.JSONField()
    is_alert = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "parent", "ordinal"],
                nulls_distinct=False,
                name="articles_step_order",
            ),
            models.CheckConstraint(
                condition=Q(title__has_keys=LEVEL_KEYS, detail__has_keys=LEVEL_KEYS),
                name="articles_step_worded",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title["clinician"])


class StepBasis(TenantModel):
    """A step rests on statements of its own version."""

    step = TenantForeignKey(AlgorithmStep, on_delete=models.CASCADE, related_name="bases")
    statement = TenantForeignKey(Statement, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "step", "statement"], name="articles_step_basis_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} rests on {self.statement}"
