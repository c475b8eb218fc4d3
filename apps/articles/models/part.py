"""The parts of a submitted version, as they were frozen."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.articles.models.article import ArticleVersion
from core.tenancy.models import TenantForeignKey, TenantModel


class ArticlePart(TenantModel):
    """Written while the version is submitted and never again (trigger articles_keep_frozen): the
    database asks for the board's sign-offs part by part.
    """

    append_only: ClassVar[bool] = True

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="parts")
    ordinal = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    interventions = ArrayField(models.CharField(max_length=80), default=list)
    has_dose = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version", "key"], name="articles_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.version}"
