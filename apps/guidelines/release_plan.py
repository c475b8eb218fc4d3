"""What taking a release over would do, in words and titles. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from apps.guidelines.adaptations import AdaptationItem, find_adaptations
from apps.guidelines.citing import shown_statement
from apps.guidelines.domain.plan import REVISION, RowChange
from apps.guidelines.domain.standing import Review
from apps.guidelines.formats.reading import Issue, has_errors
from apps.guidelines.libraries import get_release, unpack
from apps.guidelines.models import RecommendationVersion, Subscription
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.take_over_release import ReleasePlan

# A page of them can still be read; the counts say how many there are.
ROWS_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`before` is what the store says now, and `url` its page; both empty for what is new."""

    guideline: str
    change: str
    statement: str
    before: str
    url: str


@dataclass(frozen=True, slots=True)
class PlannedWithdrawal:
    """`statement` is empty where a whole edition goes."""

    guideline: str
    statement: str
    reason: str
    on: date | None


@dataclass(frozen=True, slots=True)
class PlannedReview:
    """The review dates that a copy takes over."""

    guideline: str
    last: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class ReleasePlanPage:
    """`sha256` is what somebody approves; `more` rows are counted and not shown.

    `dropped` are titles of guidelines that came with an earlier release and are in this one no
    longer: their copies stay.
    """

    number: int
    sha256: str
    counts: dict[str, int]
    rows: tuple[PlannedRow, ...]
    more: int
    dropped: tuple[str, ...]
    withdrawals: tuple[PlannedWithdrawal, ...]
    reviews: tuple[PlannedReview, ...]
    adaptations: tuple[AdaptationItem, ...]
    issues: tuple[Issue, ...]
    can_take_over: bool


def release_plan_page(plan: ReleasePlan, subscription: Subscription) -> ReleasePlanPage:
    """Five queries. Raises `NotFound`."""
    document = unpack(get_release(subscription.library_id, plan.number))
    statements = _released_statements(document)
    titles = {row["key"]: row["title"] for row in plan.plan.plans}
    changed = [row for row in _changed(plan) if row.change != RowChange.NEW]
    here = _rows_here({row.place for row in changed})
    rows = [_row(row, titles, statements, here) for row in islice(_changed(plan), ROWS_SHOWN)]
    counts = plan.plan.counts()
    listed = sum(number for change, number in counts.items() if change != RowChange.UNCHANGED)
    return ReleasePlanPage(
        number=plan.number,
        sha256=plan.sha256,
        counts=counts,
        rows=tuple(rows),
        more=listed - len(rows),
        dropped=_dropped(document, subscription),
        withdrawals=tuple(_withdrawals(plan, titles, statements)),
        reviews=tuple(_reviews(plan, titles)),
        adaptations=_touched_adaptations(plan, {row.place for row in changed}),
        issues=plan.issues,
        can_take_over=not has_errors(plan.issues),
    )


def _withdrawals(
    plan: ReleasePlan, titles: dict[str, str], statements: dict[tuple[str, str, str], str]
) -> Iterator[PlannedWithdrawal]:
    for item in plan.plan.withdrawals:
        name = (item.guideline, _plain(item.label), item.recommendation)
        yield PlannedWithdrawal(
            titles[item.guideline], statements.get(name, ""), item.reason, item.on
        )


def _reviews(plan: ReleasePlan, titles: dict[str, str]) -> Iterator[PlannedReview]:
    for move in plan.plan.moves:
        if isinstance(move, Review):
            yield PlannedReview(titles[move.guideline], move.last_reviewed_on, move.review_due_on)


@dataclass(frozen=True, slots=True)
class _Changed:
    """A row of the plan that is not unchanged. `follows` is the key whose place it takes."""

    guideline: str
    label: str
    key: str
    change: str
    follows: str

    @property
    def place(self) -> tuple[str, str]:
        """Guideline and key of what the store has of it."""
        return self.guideline, self.follows or self.key


def _changed(plan: ReleasePlan) -> Iterator[_Changed]:
    for guideline in plan.plan.plans:
        for version in guideline["versions"]:
            label = _plain(version["label"])
            for key, change, follows, _ in version["rows"]:
                yield _Changed(guideline["key"], label, key, change, follows)


def _plain(label: str) -> str:
    """The library's label of an edition that is a revision here."""
    return label.partition(REVISION)[0]


def _row(
    row: _Changed,
    titles: dict[str, str],
    statements: dict[tuple[str, str, str], str],
    here: dict[tuple[str, str], RecommendationVersion],
) -> PlannedRow:
    known = None if row.change == RowChange.NEW else here.get(row.place)
    return PlannedRow(
        guideline=titles[row.guideline],
        change=row.change,
        statement=statements.get((row.guideline, row.label, row.key), ""),
        before=shown_statement(known) if known else "",
        url=reverse("recommendation", args=[known.public_id]) if known else "",
    )


def _released_statements(document: dict[str, Any]) -> dict[tuple[str, str, str], str]:
    return {
        (guideline["key"], version["label"], row["key"]): row["statement"]
        for guideline in document["guidelines"]
        for version in guideline["versions"]
        for row in version["recommendations"]
    }


def _dropped(document: dict[str, Any], subscription: Subscription) -> tuple[str, ...]:
    """One query."""
    released = [guideline["key"] for guideline in document["guidelines"]]
    rows = subscription.guidelines.exclude(guideline__key__in=released)
    return tuple(rows.order_by("guideline__title").values_list("guideline__title", flat=True))


def _rows_here(
    places: Collection[tuple[str, str]],
) -> dict[tuple[str, str], RecommendationVersion]:
    """The active versions of these, by guideline and key. One query."""
    rows: QuerySet[RecommendationVersion] = RecommendationVersion.objects.filter(
        recommendation__guideline__key__in={guideline for guideline, _ in places},
        recommendation__key__in={key for _, key in places},
        status=VersionStatus.ACTIVE,
    ).select_related("recommendation", "guideline_version__guideline")
    return {(row.guideline_version.guideline.key, row.recommendation.key): row for row in rows}


def _touched_adaptations(
    plan: ReleasePlan, changed: Collection[tuple[str, str]]
) -> tuple[AdaptationItem, ...]:
    """Those made from what changes, goes missing or is withdrawn. Two queries."""
    withdrawn = {(item.guideline, item.recommendation) for item in plan.plan.withdrawals}
    editions = {guideline for guideline, key in withdrawn if not key}
    places = set(chain(changed, withdrawn))
    return tuple(
        item
        for item in find_adaptations()
        if item.upstream_key in places or item.upstream_key[0] in editions
    )
