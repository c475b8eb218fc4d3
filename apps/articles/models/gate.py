"""What the gate found in a version, who waived what, and how strict an organisation is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.articles.domain.gate.findings import Severity
from apps.articles.models.article import ArticleVersion
from apps.articles.models.content import Statement
from core.clock import now
from core.tenancy.models import TenantForeignKey, TenantModel


class UnresolvedCitation(TenantModel):
    """A marker of a draft that named nothing in the store when it came in."""

    statement = TenantForeignKey(
        Statement, on_delete=models.CASCADE, related_name="unresolved_citations"
    )
    name = models.CharField(max_length=200)
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "statement", "name"], name="articles_unresolved_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GateRun(TenantModel):
    """The last run over a version: it holds for that content, until the evidence changes.

    Approval asks for it in the database (trigger articles_keep_passed).
    """

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="gate_runs")
    content_sha256 = models.CharField(max_length=64)
    is_stale = models.BooleanField(default=False)
    ran_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version"], name="articles_gate_run_once")
        ]

    def __str__(self) -> str:
        return f"Gate of {self.version_id}"


class GateFinding(TenantModel):
    """`fingerprint` covers the rule, the message and the text at its place: a waiver holds while
    none of them changes.
    """

    run = TenantForeignKey(GateRun, on_delete=models.CASCADE, related_name="findings")
    ordinal = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=40)
    severity = models.CharField(max_length=6)
    place = models.CharField(max_length=80, blank=True)
    message = models.TextField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "run", "ordinal"], name="articles_gate_finding_order"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=list(Severity)), name="articles_gate_finding_severity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}"


class GateWaiver(TenantModel):
    """A warning that a named person lets stand, with the reason that readers see.

    `message` is what was waived; `waived_by_name` stays when the account goes.
    """

    version = TenantForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="waivers")
    rule = models.CharField(max_length=40)
    place = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64)
    message = models.TextField()
    reason = models.TextField()
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    waived_by_name = models.CharField(max_length=200)
    waived_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "fingerprint"], name="articles_gate_waiver_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(waived_by_name=""),
                name="articles_gate_waiver_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} waived by {self.waived_by_name}"


class StricterRule(TenantModel):
    """A warning of the platform that blocks at this organisation. A row can only raise a rule."""

    rule = models.CharField(max_length=40)
    severity = models.CharField(max_length=6, default=Severity.BLOCKS)
    raised_by_name = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "rule"], name="articles_stricter_rule_once"),
            models.CheckConstraint(
                condition=Q(severity=Severity.BLOCKS), name="articles_stricter_only_raises"
            ),
        ]

    def __str__(self) -> str:
        return self.rule
