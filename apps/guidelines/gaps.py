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
    """Answers that lacked the same. `missing` is their sentence; `partly` of `asked` told the rest.

    `nearest` is what the latest of them named as covered nearby. The questions themselves are for
    whoever asked.
    """

    missing: str
    asked: int
    partly: int
    first_asked_at: datetime
    last_asked_at: datetime
    nearest: tuple[NearestRecord, ...]


@dataclass(frozen=True, slots=True)
class GapList:
    items: tuple[Gap, ...]
    place: Place
