"""Reports of errors as the board and whoever reported read them. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.advisory.domain.reporting import ReportKind, ReportOutcome
from apps.advisory.models import ErrorReport
from apps.advisory.reviewers import board_people
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_review
from apps.articles.quoting import quote_part
from apps.articles.withdrawals import is_taken_back
from apps.guidelines.paging import Place, take_page
from core.actors import Actor
from core.clock import now
from core.errors import NotFound, NotPermitted
from core.levels import DEFAULT_LEVEL, Level

KIND_NAMES: Final = {
    ReportKind.UNSAFE: _("Unsafe"),
    ReportKind.WRONG_FACT: _("Wrong fact"),
    ReportKind.OUTDATED: _("Out of date"),
    ReportKind.BROKEN_SOURCE: _("Source is wrong or cannot be opened"),
    ReportKind.UNCLEAR: _("Unclear"),
    ReportKind.OTHER: _("Something else"),
}
OUTCOME_NAMES: Final = {
    ReportOutcome.CORRECTED: _("Corrected"),
    ReportOutcome.NO_ERROR: _("No error found"),
    ReportOutcome.DUPLICATE: _("Reported before"),
}
OPEN: Final = "open"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class ReportItem:
    """`acknowledged_after` is how long that took, in words; `is_late` where nobody has in time."""

    url: str
    question: str
    number: int
    kind: str
    kind_name: str
    text: str
    reported_at: datetime
    acknowledge_by: datetime
    acknowledged_at: datetime | None
    acknowledged_after: str
    is_late: bool
    assigned_to: str
    outcome_name: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report on the desk. `quote` is what the reported part says, "" for the whole article."""

    report_id: str
    item: ReportItem
    quote: str
    article_url: str
    answer: str
    corrected_in: int | None
    has_address: bool
    is_open: bool
    members: tuple[tuple[str, str, bool], ...]
    others: tuple[tuple[str, str], ...]
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever reported sees of it."""

    question: str
    article_url: str
    quote: str
    item: ReportItem
    answer: str
    corrected_url: str


@dataclass(frozen=True, slots=True)
class ReportList:
    state: str
    items: tuple[ReportItem, ...]
    place: Place


def report_list(*, state: str, page: int, actor: Actor) -> ReportList:
    """A page of open reports, unsafe and most urgent first, or of closed ones. Two queries.

    Raises `NotPermitted`.
    """
    _check(actor)
    rows = ErrorReport.objects.select_related("version__article", "assigned_to")
    found, place = take_page(_ordered(rows, state), page)
    return ReportList(state=state, items=tuple(map(_item, found)), place=place)


def _ordered(rows: QuerySet[ErrorReport], state: str) -> QuerySet[ErrorReport]:
    if state == CLOSED:
        return rows.filter(closed_at__isnull=False).order_by("-closed_at", "pk")
    urgency = Case(
        When(kind=ReportKind.UNSAFE, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.filter(closed_at=None).order_by(urgency, "acknowledge_by", "pk")


def count_open_reports() -> int:
    """One query."""
    return ErrorReport.objects.filter(closed_at=None).count()


def get_report(report_id: uuid.UUID, *, actor: Actor) -> ErrorReport:
    """Raises `NotPermitted` for others than the board, then `NotFound`."""
    _check(actor)
    return _one(public_id=report_id)


def get_receipt(receipt_id: uuid.UUID) -> ErrorReport:
    """Whoever has the address may read it. Raises `NotFound`."""
    return _one(receipt_id=receipt_id)


def report_page(report: ErrorReport) -> ReportPage:
    """One report and what can be done with it. Five queries."""
    version = report.version
    same = ErrorReport.objects.filter(version__article=version.article_id, duplicate_of=None)
    versions = ArticleVersion.objects.filter(
        article=version.article_id, number__gt=version.number, approved_at__isnull=False
    )
    return ReportPage(
        report_id=str(report.public_id),
        item=_item(report),
        quote=quote_part(version, report.part, DEFAULT_LEVEL),
        article_url=reverse("article_version", args=[version.article.slug, version.number]),
        answer=report.answer,
        corrected_in=report.corrected_in.number if report.corrected_in else None,
        has_address=report.reporters.exists(),
        is_open=report.closed_at is None,
        members=tuple(
            (str(person.pk), person.name, person.pk == report.assigned_to_id)
            for person in board_people()
        ),
        others=tuple(
            (str(row.public_id), f"{KIND_NAMES[ReportKind(row.kind)]}: {row.text[:80]}")
            for row in same.exclude(pk=report.pk).order_by("-reported_at")[:50]
        ),
        versions=tuple(versions.order_by("-number").values_list("number", flat=True)),
    )


def find_member(user_id: int) -> User | None:
    """Somebody of the board. One query."""
    return next((person for person in board_people() if person.pk == user_id), None)


def receipt_of(report: ErrorReport, level: Level) -> Receipt:
    """Two queries. Of a version that was withdrawn since, nothing is quoted."""
    version, corrected = report.version, report.corrected_in
    slug = version.article.slug
    return Receipt(
        question=version.question,
        article_url=reverse("article", args=[slug]),
        quote="" if is_taken_back(version) else quote_part(version, report.part, level),
        item=_item(report),
        answer=report.answer,
        corrected_url=(
            reverse("article_version", args=[slug, corrected.number]) if corrected else ""
        ),
    )


def _check(actor: Actor) -> None:
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")


def _one(**names: uuid.UUID) -> ErrorReport:
    rows = ErrorReport.objects.select_related("version__article", "assigned_to", "corrected_in")
    report = rows.filter(**names).first()
    if report is None:
        raise NotFound("There is no such report")
    return report


def _item(row: ErrorReport) -> ReportItem:
    version, seen = row.version, row.acknowledged_at
    return ReportItem(
        url=reverse("report", args=[row.public_id]),
        question=version.question,
        number=version.number,
        kind=row.kind,
        kind_name=str(KIND_NAMES[ReportKind(row.kind)]),
        text=row.text,
        reported_at=row.reported_at,
        acknowledge_by=row.acknowledge_by,
        acknowledged_at=seen,
        acknowledged_after=timesince(row.reported_at, seen) if seen else "",
        is_late=seen is None and row.acknowledge_by < now(),
        assigned_to=row.assigned_to.name if row.assigned_to else "",
        outcome_name=str(OUTCOME_NAMES[ReportOutcome(row.outcome)]) if row.outcome else "",
        closed_at=row.closed_at,
    )
