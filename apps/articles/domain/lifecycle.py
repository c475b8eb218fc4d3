"""The states of an article version and the moves between them, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    OVERTAKEN = "overtaken"
    WITHDRAWN = "withdrawn"


# Who may move is asked by the service that moves: authors submit, board members do the rest.
# A version that was not approved before a newer one was submitted is overtaken by it.
MOVES: Final[dict[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.UNDER_REVIEW, State.OVERTAKEN}),
    State.UNDER_REVIEW: frozenset({State.CHANGES_REQUESTED, State.APPROVED, State.OVERTAKEN}),
    State.CHANGES_REQUESTED: frozenset({State.OVERTAKEN}),
    State.APPROVED: frozenset({State.SUPERSEDED, State.WITHDRAWN}),
    State.SUPERSEDED: frozenset(),
    State.OVERTAKEN: frozenset(),
    State.WITHDRAWN: frozenset(),
}

STATE_NAMES: Final = {
    State.DRAFT: "Draft",
    State.SUBMITTED: "Submitted",
    State.UNDER_REVIEW: "Under review",
    State.CHANGES_REQUESTED: "Changes requested",
    State.APPROVED: "Approved",
    State.SUPERSEDED: "Replaced",
    State.OVERTAKEN: "Overtaken",
    State.WITHDRAWN: "Withdrawn",
}

OVERTAKABLE: Final = frozenset(
    before for before, after in MOVES.items() if State.OVERTAKEN in after
)

# Draft is for its authors only; everything after it is shown with a banner that says what it is.
SHOWN_TO_READERS: Final = frozenset(set(State) - {State.DRAFT})


def may_move(before: State, after: State) -> bool:
    return after in MOVES[before]


@dataclass(frozen=True, slots=True)
class ApprovalEvidence:
    """What `approve` demands and only the advisory board makes: who signed which content, and how
    long that holds.
    """

    content_sha256: str
    signed_by: frozenset[int]
    review_due_on: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the review stepper: `status` is done, now or ahead."""

    name: str
    status: str


def review_steps(state: State) -> tuple[Step, Step, Step]:
    """Submitted, Under review, Approved, as the page shows them for a version in this state."""
    position = {
        State.DRAFT: 0,
        State.SUBMITTED: 1,
        State.UNDER_REVIEW: 2,
        State.CHANGES_REQUESTED: 2,
        State.APPROVED: 4,
        State.SUPERSEDED: 4,
        State.OVERTAKEN: 1,
        State.WITHDRAWN: 4,
    }[state]
    return tuple(  # type: ignore[return-value]
        Step(name, "done" if place < position else "now" if place == position else "ahead")
        for place, name in enumerate(("Submitted", "Under review", "Approved"), start=1)
    )


def is_overdue(due_on: date | None, day: date) -> bool:
    """Whether a review was due before that day; on its own day it is not late yet."""
    return due_on is not None and due_on < day


@dataclass(frozen=True, slots=True)
class Banner:
    """`tone` is amber (not reviewed), green (reviewed) or plain."""

    tone: str
    badge: str
    title: str
    text: str


_OVERDUE: Final = Banner(
    tone="amber",
    badge="Review overdue",
    title="Review overdue.",
    text="Its next review was due, and the board has not looked at it again yet.",
)
_OUTDATED: Final = Banner(
    tone="amber",
    badge="Review out of date",
    title="Review out of date.",
    text="Its evidence changed after the board approved it. What rests on it is marked.",
)

_ENDED: Final = {
    State.SUPERSEDED: Banner(
        "amber", "Replaced", "Replaced.", "A newer version of it was approved."
    ),
    State.OVERTAKEN: Banner(
        "amber", "Overtaken", "Overtaken.", "A newer version took its place in review."
    ),
    State.WITHDRAWN: Banner("amber", "Withdrawn", "Withdrawn.", "Do not use it."),
}


def banner_for(
    state: State,
    *,
    signed: int,
    needed: int,
    reviewers: str,
    approved_on: str,
    is_outdated: bool = False,
    is_due: bool = False,
) -> Banner:
    """What stands above the article; `is_due` where the day of its next review has passed.

    It follows from the state and never claims a review ahead of it, nor one that its evidence or
    its day has overtaken.
    """
    if state is State.APPROVED and (is_outdated or is_due):
        return _OUTDATED if is_outdated else _OVERDUE
    if state is State.APPROVED:
        return Banner(
            tone="green",
            badge=f"Reviewed by {reviewers}, {approved_on}",
            title="For education only.",
            text="It does not replace the advice of somebody who knows the patient.",
        )
    if state in _ENDED:
        return _ENDED[state]
    unread = "No member of the advisory board has approved it yet. Use it with caution."
    if state is State.DRAFT:
        return Banner("plain", "Draft", "Draft.", "Only its authors can see this page.")
    if state is State.SUBMITTED:
        return Banner(
            "amber",
            "Awaiting board review",
            "For education only.",
            f"Pending human review. {unread}",
        )
    return Banner(
        "amber",
        f"In review, {signed} of {needed} signed",
        "For education only.",
        f"Pending human review, {signed} of {needed} sign-offs. {unread}",
    )
