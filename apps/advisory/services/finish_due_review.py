"""A board member looked at an approved version again because its review was due."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.models import Board, DueReview
from apps.advisory.services.approve import months_after
from apps.advisory.services.tell_board import ask_for_new_version
from apps.advisory.signatures import is_conflicted
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve, can_review
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.clock import now, today
from core.errors import InvalidInput, NotPermitted, WrongState


@transaction.atomic
def finish_due_review(
    *, due: DueReview, outcome: ReviewOutcome, reason: str, actor: Actor
) -> DueReview:
    """Keep what they found; "still holds" sets the day of the next review, counted from today.

    The same twice is once. Locks the version, so that it is not replaced meanwhile. Raises
    `NotPermitted` for others than the board, for whoever wrote the version or has a direct interest
    in what it is about, `InvalidInput` for "still holds" without a reason, `WrongState` once it was
    finished otherwise or replaced.
    """
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can review")
    said = reason.strip()
    if outcome is ReviewOutcome.STILL_HOLDS and not said:
        raise InvalidInput(_("Say in a few words why it still holds."), pointer="/reason")
    version = (
        ArticleVersion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("article")
        .get(pk=due.version_id)
    )
    row = DueReview.objects.get(pk=due.pk)
    if not can_approve(actor, version):
        raise NotPermitted("You wrote or last edited this version; somebody else must judge it")
    if is_conflicted(actor.get_id(), parts_of([version])[version.pk]):
        raise NotPermitted("You declared a direct interest in what this version is about")
    if row.outcome == outcome:
        return row
    _check_open(row, version)
    row.done_at, row.done_by_id, row.outcome, row.reason = now(), actor.get_id(), outcome, said
    if outcome is ReviewOutcome.STILL_HOLDS:
        row.next_due_on = _next(version)
    else:
        ask_for_new_version(version, reason=said, actor=actor)
    row.save()
    _tell(row, version, actor)
    return row


def _check_open(row: DueReview, version: ArticleVersion) -> None:
    if row.done_at is not None:
        raise WrongState(_("Somebody finished this review otherwise."))
    if version.state != State.APPROVED:
        raise WrongState(_("This version was replaced or withdrawn; nothing is left to judge."))


def _next(version: ArticleVersion) -> date:
    due = months_after(today(), Board.objects.get().review_months)
    ArticleVersion.objects.filter(pk=version.pk).update(review_due_on=due)
    return due


def _tell(row: DueReview, version: ArticleVersion, actor: Actor) -> None:
    found = {
        "due_on": row.due_on.isoformat(),
        "outcome": row.outcome,
        "next_due_on": row.next_due_on.isoformat() if row.next_due_on else None,
    }
    record(
        "advisory.due_review.finished",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
        **found,
        reason=row.reason,
    )
    tell_history(EventKind.DUE_REVIEW, versions=[version], actor=actor, **found)
