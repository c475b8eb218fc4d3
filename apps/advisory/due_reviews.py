"""Reviews that are due, as the desk shows them. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.models import DueReview
from apps.articles.domain.lifecycle import State, is_overdue
from apps.articles.policies import can_approve, can_review
from core.actors import Actor
from core.clock import today
from core.errors import NotFound, NotPermitted


@dataclass(frozen=True, slots=True)
class DueItem:
    """`why_not` says why this member cannot judge it; `reason` what was found, where it was."""

    url: str
    finish_url: str
    anchor: str
    question: str
    number: int
    due_on: date
    is_overdue: bool
    why_not: str
    reason: str


@dataclass(frozen=True, slots=True)
class DuePage:
    """`waiting` is for a member to judge; `to_rewrite` waits for an author's new version."""

    waiting: tuple[DueItem, ...]
    to_rewrite: tuple[DueItem, ...]


def due_page(*, actor: Actor) -> DuePage:
    """Soonest first. One query. Raises `NotPermitted`."""
    _check(actor)
    rows = (
        DueReview.objects.select_related("version__article")
        .filter(version__state=State.APPROVED)
        .exclude(outcome=ReviewOutcome.STILL_HOLDS)
        .order_by("due_on", "pk")
    )
    items = [(row, _item(row, actor)) for row in rows]
    return DuePage(
        waiting=tuple(item for row, item in items if row.done_at is None),
        to_rewrite=tuple(item for row, item in items if row.done_at is not None),
    )


def get_due_review(version_id: uuid.UUID, *, actor: Actor) -> DueReview:
    """The latest of that version. Raises `NotPermitted`, then `NotFound`."""
    _check(actor)
    rows = DueReview.objects.filter(version__public_id=version_id).order_by("-due_on")
    row = rows.first()
    if row is None:
        raise NotFound("No review of this version is due")
    return row


def _check(actor: Actor) -> None:
    if not can_review(actor):
        raise NotPermitted("The review desk is for members of the advisory board")


def _item(row: DueReview, actor: Actor) -> DueItem:
    version = row.version
    is_own = not can_approve(actor, version)
    return DueItem(
        url=reverse("article_version", args=[version.article.slug, version.number]),
        finish_url=reverse("due_review_finish", args=[version.public_id]),
        anchor=f"due-{row.pk}",
        question=version.question,
        number=version.number,
        due_on=row.due_on,
        is_overdue=is_overdue(row.due_on, today()),
        why_not="You wrote or last edited this version, so somebody else judges it."
        if is_own
        else "",
        reason=row.reason,
    )
