"""Editions whose review is due, or will be soon. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet

from apps.guidelines.citing import published_text
from apps.guidelines.models import GuidelineVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.paging import Place, take_page
from core.clock import now
from core.errors import NotFound

SOON: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An active edition. `id` is its guideline's; `days` to its review are negative once overdue.

    `interval_months` is how often the guideline is to be reviewed, where it says so.
    """

    id: str
    title: str
    body: str
    label: str
    published: str
    searched_to: str
    last_reviewed_on: date | None
    due_on: date | None
    days: int
    interval_months: int | None

    @property
    def overdue(self) -> int:
        return -self.days


@dataclass(frozen=True, slots=True)
class ReviewList:
    """`overdue`, `due` (with the next ninety days) and `undated` count all active editions."""

    items: tuple[ReviewItem, ...]
    place: Place
    overdue: int
    due: int
    undated: int


def overdue() -> QuerySet[GuidelineVersion]:
    """Active editions whose day has come."""
    return _active().filter(review_due_on__lte=now().date())


def reviews_page(page: int = 1, *, is_undated: bool = False) -> ReviewList:
    """What is due now or in the next ninety days, longest overdue first; or what has no day.

    Three queries.
    """
    today = now().date()
    undated = _active().filter(review_due_on=None).order_by("guideline__title", "pk")
    counts = _active().aggregate(
        overdue=Count("pk", filter=Q(review_due_on__lte=today)),
        due=Count("pk", filter=Q(review_due_on__lte=today + SOON)),
        undated=Count("pk", filter=Q(review_due_on=None)),
    )
    rows, place = take_page(undated if is_undated else _due_by(today + SOON), page)
    return ReviewList(items=tuple(_item(row, today) for row in rows), place=place, **counts)


def first_reviews(most: int) -> tuple[ReviewItem, ...]:
    """The most urgent ones. One query."""
    today = now().date()
    return tuple(_item(row, today) for row in _due_by(today + SOON)[:most])


def get_reviewed(public_id: uuid.UUID, label: str = "") -> GuidelineVersion:
    """The guideline's edition of that label, else its active one. One query. Raises `NotFound`."""
    chosen = {"label": label} if label else {"status": VersionStatus.ACTIVE}
    rows = GuidelineVersion.objects.select_related("guideline__body")
    row = rows.filter(guideline__public_id=public_id, **chosen).first()
    if row is None:
        raise NotFound("There is no such edition to review")
    return row


def review_item(row: GuidelineVersion) -> ReviewItem:
    """Reads guideline and body. No query."""
    return _item(row, now().date())


def _active() -> QuerySet[GuidelineVersion]:
    rows = GuidelineVersion.objects.filter(status=VersionStatus.ACTIVE)
    return rows.select_related("guideline__body")


def _due_by(day: date) -> QuerySet[GuidelineVersion]:
    return _active().filter(review_due_on__lte=day).order_by("review_due_on", "pk")


def _item(row: GuidelineVersion, today: date) -> ReviewItem:
    guideline = row.guideline
    return ReviewItem(
        id=str(guideline.public_id),
        title=guideline.title,
        body=guideline.body.short_name,
        label=row.label,
        published=published_text(row),
        searched_to=row.evidence_searched_to,
        last_reviewed_on=row.last_reviewed_on,
        due_on=row.review_due_on,
        days=(row.review_due_on - today).days if row.review_due_on else 0,
        interval_months=guideline.review_interval_months,
    )
