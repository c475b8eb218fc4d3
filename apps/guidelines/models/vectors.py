"""Statements as vectors, and for each organisation the row that keeps them fresh.

Written by services/refresh_vectors.py; a trigger takes out what is no longer active.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.guidelines.embedding.model import DIMENSIONS
from core.clock import now
from core.queue.models import QueuedWork
from core.tenancy.models import TenantModel


class HalfVectorField(models.Field):  # type: ignore[type-arg]
    """pgvector's halfvec: two bytes a number."""

    def db_type(self, connection: Any) -> str:
        return f"halfvec({DIMENSIONS})"


class VectorIndex(QueuedWork):
    """One row an organisation, queued whenever its active recommendations change.

    `wanted` counts those changes, so that one made while a worker is busy is not lost. `model`
    names the encoder whose vectors search goes by; those of the next one are made beside them.
    `fresh_at` is when all of them were last up to date, and `held_by` the engine that had all of
    them then (settings.RETRIEVER).
    """

    task: ClassVar[str] = "guidelines.refresh_vectors"

    model = models.CharField(max_length=60)
    wanted = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(default=now)
    fresh_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=20, default="postgres", db_default="postgres")

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="guidelines_one_vector_index"),
        ]

    def __str__(self) -> str:
        return self.model


class StatementVector(TenantModel):
    """One recommendation version as one encoder sees it: its own vector, and drawn to the nearest.

    `smoothed` is NULL until it is computed and again when one of the `neighbours` (ids of
    documents) has gone; `reach` is the cosine of the farthest of them. No foreign keys, as in the
    inverted index.
    """

    document_id = models.BigIntegerField()
    model = models.CharField(max_length=60)
    own = HalfVectorField()
    smoothed = HalfVectorField(null=True)
    neighbours = ArrayField(models.BigIntegerField(), default=list)
    reach = models.FloatField(default=-1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "model", "document_id"], name="guidelines_one_vector"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} by {self.model}"
