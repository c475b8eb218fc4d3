"""What the store did not cover: gaps, and the questions that opened or joined them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import now
from core.queue.models import QueuedWork
from core.tenancy.models import TenantForeignKey, TenantModel


class GapState(models.TextChoices):
    OPEN = "open"
    FILLED = "filled"
    DISMISSED = "dismissed"


class Gap(QueuedWork):
    """Something that questions asked for and the store lacked; queued when the store may have it.

    `subject` are the missing words, folded and sorted, or what was named where nothing fits;
    `missing` is the sentence of its first answer. `reason` and `dismissed_by_name` say why a gap
    will not be filled.
    """

    task: ClassVar[str] = "qa.retry_gap"

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=300)
    missing = models.TextField()
    state = models.CharField(max_length=10, choices=GapState.choices, default=GapState.OPEN)
    opened_at = models.DateTimeField(default=now)
    tried_at = models.DateTimeField(null=True)
    filled_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    dismissed_by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="qa_gap_id"),
            models.UniqueConstraint(
                fields=["tenant", "subject"],
                condition=~Q(state="filled"),
                name="qa_one_gap_for_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="open", filled_at=None)
                | Q(state="filled", filled_at__isnull=False)
                | Q(state="dismissed", filled_at=None) & ~Q(reason=""),
                name="qa_gap_state",
            ),
        ]
        indexes = [
            *QueuedWork.Meta.indexes,
            models.Index(fields=["tenant", "state"], name="qa_gaps_by_state"),
        ]

    def __str__(self) -> str:
        return self.subject


class GapQuestion(TenantModel):
    """A question that opened or joined a gap. `covered_at`: since when the store has an answer.

    `again` is the same question, asked again by its asker after that.
    """

    gap = TenantForeignKey(Gap, on_delete=models.PROTECT, related_name="questions")
    question = TenantForeignKey("qa.Question", on_delete=models.PROTECT, related_name="gaps")
    covered_at = models.DateTimeField(null=True)
    again = TenantForeignKey("qa.Question", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "question"], name="qa_one_gap_of_a_question"),
            models.CheckConstraint(
                condition=Q(again=None) | Q(covered_at__isnull=False),
                name="qa_asked_again_when_covered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gap}: {self.question}"
