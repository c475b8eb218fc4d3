"""What the review desk shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from apps.articles.domain.lifecycle import State
from apps.articles.pages import ArticlePage


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One version waiting for the board."""

    url: str
    question: str
    number: int
    state: State
    state_name: str
    author: str
    submitted_at: datetime
    signed: int
    needed: int
    signed_by_me: bool


@dataclass(frozen=True, slots=True)
class TaskItem:
    """An article version to look at again: what changed, since when, and where to say what of it.

    `statements` is how many of them the change touched; `why_not` why this member cannot judge.
    """

    url: str
    finish_url: str
    anchor: str
    question: str
    number: int
    state_name: str
    what: str
    since: date
    statements: int
    why_not: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One version on the desk: the article as readers see it, and what this member may do now.

    `to_sign` are the parts that wait for this member, as KEY:HASH.
    """

    review_id: str
    article: ArticlePage
    queue: tuple[QueueItem, ...]
    content_sha256: str
    to_sign: tuple[str, ...]
    can_take: bool
    can_sign: bool
    can_approve: bool
    can_ask_for_changes: bool
    why_not: str
    signed_by_me: bool
