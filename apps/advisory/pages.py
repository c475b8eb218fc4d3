"""What the review desk shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from apps.advisory.blocks import Block, PartView
from apps.articles.domain.lifecycle import State
from apps.articles.pages import ArticlePage


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One version waiting for the board. `reviewers` are names; `is_mine` that I am one of them."""

    url: str
    assign_url: str
    question: str
    number: int
    topic: str
    state: State
    state_name: str
    author: str
    submitted_at: datetime
    due_on: date
    is_overdue: bool
    is_urgent: bool
    reviewers: tuple[str, ...]
    is_mine: bool
    signed: int
    needed: int
    signed_by_me: bool


@dataclass(frozen=True, slots=True)
class TouchedStatement:
    """`number` and `anchor` are those of the article's page; `text` is for clinicians."""

    number: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Load:
    """The open work of one member."""

    name: str
    specialty: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of what waits; `waiting` counts all of it, `total` what the filters let through."""

    items: tuple[QueueItem, ...]
    page: int
    total: int
    waiting: int
    has_more: bool
    topics: tuple[str, ...]
    loads: tuple[Load, ...]
    can_assign: bool
    can_review: bool


@dataclass(frozen=True, slots=True)
class AssignedReviewer:
    user_id: int
    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class AssignPage:
    """`due_on` is the board's day; `choices` are ids and names of who may review it."""

    version_id: str
    question: str
    number: int
    due_on: date
    is_waiting: bool
    is_urgent: bool
    reviewers: tuple[AssignedReviewer, ...]
    choices: list[tuple[int, str]]
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class TaskItem:
    """An article version to look at again: what changed, since when, and where to say what of it.

    `touched` are exactly the statements that the change touched; `why_not` says why this member
    cannot judge.
    """

    url: str
    finish_url: str
    anchor: str
    question: str
    number: int
    state_name: str
    what: str
    since: date
    touched: tuple[TouchedStatement, ...]
    why_not: str


@dataclass(frozen=True, slots=True)
class InvitationView:
    """`state` is open, revoked, expired or answered."""

    id: str
    name: str
    email: str
    specialty: str
    asks: str
    invited_by: str
    expires_at: datetime
    state: str
    recommendation: str
    reason: str
    recommended_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvitePage:
    version_id: str
    question: str
    number: int
    is_waiting: bool
    invitations: tuple[InvitationView, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One version on the desk: the article as readers see it, and what this member may do now.

    `looked_at` is when they looked last, `older` the version to compare this one with.
    """

    review_id: str
    article: ArticlePage
    queue: tuple[QueueItem, ...]
    blocks: tuple[Block, ...]
    can_take: bool
    can_approve: bool
    can_ask_for_changes: bool
    why_not: str
    can_lead: bool
    looked_at: datetime | None
    older: int | None
    invitations: tuple[InvitationView, ...]
    reviewers: tuple[str, ...]
    is_mine: bool
    my_id: int
    can_claim: bool
    due_on: date
    is_overdue: bool
    is_urgent: bool

    @property
    def parts(self) -> tuple[PartView, ...]:
        return tuple(part for block in self.blocks for part in block.parts)

    @property
    def to_sign(self) -> tuple[PartView, ...]:
        """The parts that wait for this member."""
        return tuple(part for part in self.parts if part.can_sign)

    @property
    def signed_by_me(self) -> int:
        return sum(part.signed_by_me for part in self.parts)

    @property
    def is_barred(self) -> bool:
        return any(part.is_barred for part in self.parts)
