"""What readers report as an error in an article, and the letter that answers them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.advisory.domain.reporting import ReportKind, ReportOutcome
from apps.articles.models import ArticleVersion
from core.clock import now
from core.queue.models import QueuedWork
from core.tenancy.models import TenantForeignKey, TenantModel


class ErrorReport(TenantModel):
    """One error in one part of a version ("" for the whole article), as a reader tells it.

    `text` is kept without what says who somebody is. `receipt_id` is the address of the reader's
    own page, which nobody else learns; `public_id` is that of the desk.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    receipt_id = models.UUIDField(default=uuid.uuid4, editable=False)
    version = TenantForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="error_reports"
    )
    part = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in ReportKind])
    text = models.TextField()
    visitor_sha256 = models.CharField(max_length=64)
    reported_at = models.DateTimeField(default=now)
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, blank=True)
    corrected_in = TenantForeignKey(
        ArticleVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    duplicate_of = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="duplicates"
    )
    answer = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="advisory_report_id"),
            models.UniqueConstraint(fields=["tenant", "receipt_id"], name="advisory_receipt_id"),
            models.CheckConstraint(
                condition=Q(kind__in=list(ReportKind)) & ~Q(text=""),
                name="advisory_report_says_something",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="advisory_report_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", closed_at=None, closed_by=None)
                | Q(
                    outcome__in=list(ReportOutcome),
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    acknowledged_at__isnull=False,
                )
                & ~Q(answer=""),
                name="advisory_report_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(corrected_in=None) ^ Q(outcome=ReportOutcome.CORRECTED),
                name="advisory_report_corrected_in_a_version",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of=None) ^ Q(outcome=ReportOutcome.DUPLICATE),
                name="advisory_report_duplicate_of_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "acknowledge_by"],
                name="advisory_report_open",
                condition=Q(closed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.version}"


class Reporter(TenantModel):
    """Where to send the answer, apart from the report; deleted once the letter has gone."""

    report = TenantForeignKey(ErrorReport, on_delete=models.PROTECT, related_name="reporters")
    email = models.EmailField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "report"], name="advisory_one_reporter")
        ]

    def __str__(self) -> str:
        return f"Whoever reported {self.report_id}"


class ReportLetter(QueuedWork):
    """The answer to a report waits until it is mailed."""

    task: ClassVar[str] = "advisory.mail_report_answer"

    report = TenantForeignKey(ErrorReport, on_delete=models.PROTECT, related_name="letters")

    class Meta(QueuedWork.Meta):
        constraints = [
            *QueuedWork.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "report"], name="advisory_one_letter"),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.report_id}"
