"""What the board does with a report: say that it was seen, give it to somebody, close it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.advisory.domain.reporting import ReportOutcome
from apps.advisory.models import ErrorReport, Reporter, ReportLetter
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_review
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState
from core.events import emit
from core.queue.doorbells import ring_for


@transaction.atomic
def acknowledge_report(*, report: ErrorReport, actor: Actor) -> ErrorReport:
    """Say that the board saw it. Twice is once. Raises `NotPermitted`."""
    row = _locked(report, actor)
    if row.acknowledged_at is None:
        _acknowledge(row, actor)
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return row


@transaction.atomic
def assign_report(*, report: ErrorReport, to: User | None, actor: Actor) -> ErrorReport:
    """Give it to a member, or to nobody. The same again changes nothing.

    Raises `NotPermitted`, and `WrongState` once it is closed.
    """
    row = _locked(report, actor)
    if row.closed_at is not None:
        raise WrongState(_("This report is closed."))
    wanted = to.pk if to else None
    if row.assigned_to_id != wanted:
        row.assigned_to_id = wanted
        row.save(update_fields=["assigned_to"])
        record("advisory.report.assigned", **_by(row, actor), to=to.name if to else "")
    return row


@transaction.atomic
def close_report(
    *,
    report: ErrorReport,
    outcome: ReportOutcome,
    answer: str,
    corrected_in: ArticleVersion | None,
    duplicate_of: ErrorReport | None,
    actor: Actor,
) -> ErrorReport:
    """Say what came of it, and mail the answer to whoever left an address.

    The same outcome again changes nothing. Raises `NotPermitted`, `InvalidInput` for an outcome
    that does not fit, `WrongState` once it was closed otherwise.
    """
    row = _locked(report, actor)
    if row.closed_at is not None and row.outcome == outcome:
        return row
    if row.closed_at is not None:
        raise WrongState(_("Somebody closed this report otherwise."))
    if not (said := answer.strip()):
        raise InvalidInput(_("Say in a few words what you found."), pointer="/answer")
    row.corrected_in = _correction(row, outcome, corrected_in)
    row.duplicate_of = _original(row, outcome, duplicate_of)
    if row.acknowledged_at is None:
        _acknowledge(row, actor)
    row.outcome, row.answer, row.closed_at, row.closed_by_id = outcome, said, now(), actor.get_id()
    row.save()
    record("advisory.report.closed", **_by(row, actor), outcome=outcome, answer=said)
    emit(
        "advisory.report.closed",
        subject=row,
        subject_id=str(row.public_id),
        data={
            "outcome": outcome,
            "corrected_in": row.corrected_in.number if row.corrected_in else None,
        },
    )
    if Reporter.objects.filter(report=row).exists():
        ring_for(ReportLetter.objects.create(report=row))
    return row


def _locked(report: ErrorReport, actor: Actor) -> ErrorReport:
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board handle reports")
    return (
        ErrorReport.objects.select_related("version", "corrected_in")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=report.pk)
    )


def _acknowledge(row: ErrorReport, actor: Actor) -> None:
    row.acknowledged_at, row.acknowledged_by_id = now(), actor.get_id()
    hours = int((row.acknowledged_at - row.reported_at).total_seconds() // 3600)
    record("advisory.report.acknowledged", **_by(row, actor), after_hours=hours)


def _correction(
    row: ErrorReport, outcome: ReportOutcome, version: ArticleVersion | None
) -> ArticleVersion | None:
    """A newer version that readers can read: a promise to correct is no correction."""
    if outcome is not ReportOutcome.CORRECTED:
        return None
    if (
        version is None
        or version.article_id != row.version.article_id
        or version.number <= row.version.number
        or version.state not in (State.APPROVED, State.SUPERSEDED)
    ):
        raise InvalidInput(
            _("Name a newer version of this article that was approved."), pointer="/version"
        )
    return version


def _original(
    row: ErrorReport, outcome: ReportOutcome, report: ErrorReport | None
) -> ErrorReport | None:
    if outcome is not ReportOutcome.DUPLICATE:
        return None
    is_other = report is not None and report.pk != row.pk and report.duplicate_of_id is None
    if not is_other or report is None or report.version.article_id != row.version.article_id:
        raise InvalidInput(
            _("Name another report on this article, which is no duplicate itself."),
            pointer="/duplicate_of",
        )
    return report


def _by(row: ErrorReport, actor: Actor) -> dict[str, Any]:
    return {"subject": row, "subject_id": str(row.public_id), "actor": actor}
