"""What people asked and the store does not cover, as the apps above tell it (`settings.GAPS`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.guidelines.paging import Place


@dataclass(frozen=True, slots=True)
class NearestRecord:
    statement: str
    url: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that lacked the same. `missing` is a sentence; `partly` of `asked` got the rest.

    `state` is open, filled or dismissed, and `waiting` are those that would still get no more.
    `nearest` is what the latest of them named as covered nearby.
    """

    id: str
    missing: str
    state: str
    asked: int
    partly: int
    waiting: int
    first_asked_at: datetime
    last_asked_at: datetime
    nearest: tuple[NearestRecord, ...]


@dataclass(frozen=True, slots=True)
class GapList:
    items: tuple[Gap, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it is kept, without who asked it. `missing` is the sentence of its answer."""

    text: str
    missing: str
    asked_at: datetime
    is_partly_answered: bool
    covered_at: datetime | None


@dataclass(frozen=True, slots=True)
class GapPage:
    """`tried_at`: when the store was last searched for it again; `questions` are the newest."""

    gap: Gap
    questions: tuple[AskedQuestion, ...]
    tried_at: datetime | None
    filled_at: datetime | None
    dismissed_by: str
    reason: str
