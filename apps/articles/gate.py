"""The gate's findings as pages show them, and how strict an organisation is. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from apps.articles.domain.gate.findings import MINIMUM, Severity
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion, GateFinding, GateRun, GateWaiver, StricterRule
from apps.articles.pages import FindingView, GateReport
from apps.articles.policies import can_see_findings
from core.actors import Actor


def gate_report(version: ArticleVersion, *, actor: Actor) -> GateReport:
    """All for authors and the board; for readers what was waived and why. Two queries."""
    is_insider = can_see_findings(actor)
    waivers = {row.fingerprint: row for row in GateWaiver.objects.filter(version=version)}
    if not waivers and not is_insider:
        return GateReport()
    rows = GateFinding.objects.filter(run__version=version).order_by("ordinal")
    is_open = not has_ended(version)
    return GateReport(
        findings=tuple(
            _view(row, waivers.get(row.fingerprint), can_waive=is_open)
            for row in rows
            if is_insider or row.fingerprint in waivers
        ),
        is_insider=is_insider,
    )


def has_ended(version: ArticleVersion) -> bool:
    """Whether what the gate finds no longer matters to this version's way to approval."""
    return State(version.state) not in (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW)


def by_place(findings: Iterable[FindingView]) -> dict[str, tuple[FindingView, ...]]:
    found: dict[str, list[FindingView]] = defaultdict(list)
    for finding in findings:
        found[finding.place].append(finding)
    return {place: tuple(views) for place, views in found.items()}


def needs_run(version: ArticleVersion) -> bool:
    """Whether there is no run over it, or its evidence changed since. One query."""
    return not GateRun.objects.filter(version=version, is_stale=False).exists()


def raised_rules() -> frozenset[str]:
    """One query."""
    return frozenset(StricterRule.objects.values_list("rule", flat=True))


def warnings() -> tuple[str, ...]:
    """The rules that an organisation can make block."""
    return tuple(rule for rule, severity in MINIMUM.items() if severity is Severity.WARNS)


def _view(row: GateFinding, waiver: GateWaiver | None, *, can_waive: bool) -> FindingView:
    return FindingView(
        id=row.ordinal,
        rule=row.rule,
        blocks=row.severity == Severity.BLOCKS,
        place=row.place,
        message=row.message,
        fingerprint=row.fingerprint,
        reason=waiver.reason if waiver else "",
        waived_by=waiver.waived_by_name if waiver else "",
        waived_at=waiver.waived_at if waiver else None,
        can_waive=can_waive and waiver is None and row.severity == Severity.WARNS,
    )
