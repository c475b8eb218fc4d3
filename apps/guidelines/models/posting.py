"""The inverted index of the store: for each term, the active recommendation versions that have it.

Written by services/index_documents.py; a trigger takes out what is no longer active.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.tenancy.models import TenantModel


class IndexBatch(TenantModel):
    """The documents that were indexed together, with their lengths in lexemes.

    The size of the corpus and its mean length are sums over the tenant's batches.
    """

    documents = ArrayField(models.BigIntegerField())
    lengths = ArrayField(models.IntegerField())
    size = models.PositiveIntegerField()
    total_length = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant"], include=["size", "total_length"], name="guidelines_index_sizes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.size} documents"


class Posting(TenantModel):
    """One term in one batch: three arrays side by side, one place for each document.

    A term is a lexeme, or "#" and the key of a concept that the document is about. `lengths` are
    the documents' own, repeated here so that scoring reads nothing else. No foreign keys: a check
    for each of two million postings takes longer than the rest of an import.
    """

    term = models.CharField(max_length=100)
    batch = models.BigIntegerField()
    size = models.PositiveIntegerField()
    documents = ArrayField(models.BigIntegerField())
    frequencies = ArrayField(models.SmallIntegerField())
    lengths = ArrayField(models.IntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "term", "batch"], name="guidelines_posting_once_a_batch"
            )
        ]
        indexes = [models.Index(fields=["tenant", "batch"], name="guidelines_posting_batch")]

    def __str__(self) -> str:
        return self.term
