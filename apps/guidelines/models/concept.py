"""What recommendations are about: drugs, procedures, conditions, with every word for them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.guidelines.models.guideline import Work
from core.tenancy.models import TenantForeignKey, TenantModel


class Concept(TenantModel):
    """`terms` are synonyms, lay words, brands and abbreviations; `broader` holds concept keys."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    terms = ArrayField(models.CharField(max_length=200), default=list)
    broader = ArrayField(models.CharField(max_length=80), default=list)
    codes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="guidelines_concept_key"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="guidelines_concept_id"),
        ]

    def __str__(self) -> str:
        return self.name


class DrugStatus(TenantModel):
    """Whether and how a drug may be used in a jurisdiction since a day: one entry of its history.

    News is what comes after the latest entry of its jurisdiction; of two of one day, the one that
    was written later is the latest.
    """

    drug = TenantForeignKey(Concept, on_delete=models.PROTECT, related_name="statuses")
    jurisdiction = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    since = models.DateField()
    since_precision = models.CharField(max_length=5)
    note = models.TextField()
    work = TenantForeignKey(Work, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "drug", "jurisdiction", "status", "since"],
                name="guidelines_drug_status_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["marketed", "restricted", "marketing_ended", "form_withdrawn"]
                ),
                name="guidelines_drug_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drug} in {self.jurisdiction}: {self.status}"
