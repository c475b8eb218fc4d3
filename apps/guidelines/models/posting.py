"""The inverted index of the store: one row for each term of each recommendation version."""

from __future__ import annotations

from django.db import models

from apps.guidelines.models.recommendation import RecommendationVersion
from core.tenancy.models import TenantForeignKey, TenantModel


class Posting(TenantModel):
    """`frequency` of the lexeme in the document, `length` of the document in lexemes.

    Rewritten with its document in one transaction; BM25 counts the rest when it is asked.
    """

    document = TenantForeignKey(
        RecommendationVersion, on_delete=models.CASCADE, related_name="postings"
    )
    term = models.CharField(max_length=100)
    frequency = models.FloatField()
    length = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "term", "document"],
                include=["frequency", "length"],
                name="guidelines_posting_once",
            )
        ]

    def __str__(self) -> str:
        return self.term
