"""Finding the approved versions whose review is near or past its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from apps.accounts.domain.notices import NoticeKind
from apps.advisory.models import Board, DueReview
from apps.advisory.services.tell_board import tell_board
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from core.actors import system
from core.clock import now, today
from core.events import emit

NOTICE: Final = timedelta(days=30)
CLOCK: Final = system("due reviews")


@transaction.atomic
def open_due_reviews() -> tuple[DueReview, ...]:
    """Put what is due within thirty days on the desk, once for each version and day; tell the board
    and partners then, and again when the day has passed. Gives back what is new.

    Locks the board, so that two at once open nothing twice. Four queries where nothing is new.
    """
    list(Board.objects.select_for_update(no_key=True))
    near = ArticleVersion.objects.filter(
        state=State.APPROVED, review_due_on__lte=today() + NOTICE
    ).order_by("review_due_on", "pk")
    known = set(DueReview.objects.values_list("version", "due_on"))
    fresh = tuple(
        DueReview(version=version, due_on=due)
        for version in near
        if (due := version.review_due_on) and (version.pk, due) not in known
    )
    DueReview.objects.bulk_create(fresh)
    for row in fresh:
        emit("articles.version.review_due", **_of(row))
        _remind(NoticeKind.DUE_SOON, row)
    _tell_overdue()
    return fresh


def _tell_overdue() -> None:
    late = DueReview.objects.select_related("version").filter(
        due_on__lt=today(),
        overdue_told_at=None,
        done_at=None,
        version__state=State.APPROVED,
    )
    for row in late:
        emit("articles.version.review_overdue", **_of(row))
        _remind(NoticeKind.OVERDUE, row)
        row.overdue_told_at = now()
        row.save(update_fields=["overdue_told_at"])


def _remind(kind: NoticeKind, row: DueReview) -> None:
    tell_board(kind, version=row.version, url=reverse("due_reviews"), actor=CLOCK)


def _of(row: DueReview) -> dict[str, Any]:
    return {
        "subject": row.version,
        "subject_id": str(row.version.public_id),
        "data": {"due_on": row.due_on.isoformat()},
    }
