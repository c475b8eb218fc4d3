"""Statements whose evidence changed after they were written. Only ever added to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from apps.articles.models.content import Statement
from apps.guidelines.models import EvidenceChange
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class StatementMark(TenantModel):
    """What a statement cites was touched by a change. The next version of the article cites anew,
    so a mark is never taken back.
    """

    append_only: ClassVar[bool] = True

    statement = TenantForeignKey(Statement, on_delete=models.PROTECT, related_name="marks")
    change = TenantForeignKey(
        EvidenceChange, on_delete=models.PROTECT, related_name="statement_marks"
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "statement", "change"], name="articles_statement_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.change}"
