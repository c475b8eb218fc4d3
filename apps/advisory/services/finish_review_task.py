"""A board member looked at an article again after its evidence changed."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from apps.advisory.domain.outcome import ReviewOutcome, outcome_in, written
from apps.advisory.models import ReviewTask
from apps.advisory.review_tasks import REVIEWED_AGAIN, settled_parts
from apps.advisory.services.sign import sign
from apps.advisory.services.tell_board import ask_for_new_version
from apps.advisory.signatures import reopened
from apps.articles.domain.history import EventKind
from apps.articles.domain.lifecycle import State
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve, can_review
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState

# Before it is taken under review, nobody has signed anything of a version.
SIGNED_IN: Final = (State.UNDER_REVIEW, State.APPROVED)


@transaction.atomic
def finish_review_task(
    *, task: ReviewTask, outcome: ReviewOutcome, reason: str, actor: Actor
) -> ReviewTask:
    """Keep what they found; "still holds" takes the article's review back into date.

    It also signs the touched statements anew, and no others: sign-offs from before the change count
    no more. One that another open task touches as well waits for that. The same twice is once.
    Raises `NotPermitted` for others than the board, for whoever wrote the version or has a direct
    interest in a touched statement, `InvalidInput` for "still holds" without a reason, `NotFound`,
    and `WrongState` once it was finished otherwise or the version was replaced.
    """
    if not can_review(actor):
        raise NotPermitted("Only members of the advisory board can review")
    said = reason.strip()
    if outcome is ReviewOutcome.STILL_HOLDS and not said:
        raise InvalidInput("Say in a few words why it still holds", pointer="/reason")
    row = _locked(task.pk)
    if not can_approve(actor, row.version):
        raise NotPermitted("You wrote or last edited this version; somebody else must judge it")
    if row.done_at is not None and outcome_in(row.outcome) is outcome:
        return row
    _check_open(row)
    row.done_at, row.done_by_id = now(), actor.get_id()
    row.outcome = written(outcome, said)
    row.save(update_fields=["done_at", "done_by", "outcome"])
    found = {"change": str(row.change.public_id), "outcome": outcome}
    record(
        "advisory.review_task.finished",
        subject=row.version,
        subject_id=str(row.version.public_id),
        actor=actor,
        **found,
        reason=said,
    )
    tell_history(EventKind.REVIEWED_AGAIN, versions=[row.version], actor=actor, **found)
    if outcome is ReviewOutcome.NEEDS_NEW_VERSION:
        ask_for_new_version(row.version, reason=said, actor=actor)
    elif row.version.state in SIGNED_IN:
        _sign_anew(row, actor)
    return row


def _sign_anew(row: ReviewTask, actor: Actor) -> None:
    keys = settled_parts(row)
    if row.version.state == State.APPROVED:
        # What was marked before the approval was signed with its marks.
        keys &= reopened(row.version)
    parts = parts_of([row.version])[row.version_id]
    read = {part.key: part.sha256 for part in parts if part.key in keys}
    if read:
        sign(version=row.version, parts=read, actor=actor)


def _locked(pk: int) -> ReviewTask:
    row = (
        ReviewTask.objects.select_related("version__article", "change")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("There is no such task on the desk")
    return row


def _check_open(row: ReviewTask) -> None:
    if row.done_at is not None:
        raise WrongState("Somebody finished this task otherwise")
    if row.version.state not in REVIEWED_AGAIN:
        raise WrongState("This version was replaced or sent back; there is nothing left to judge")
