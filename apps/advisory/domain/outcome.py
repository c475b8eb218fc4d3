"""What a member found who looked at an article again after its evidence changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ReviewOutcome(StrEnum):
    STILL_HOLDS = "still_holds"
    NEEDS_NEW_VERSION = "needs_new_version"


OUTCOME_NAMES: Final = {
    ReviewOutcome.STILL_HOLDS: "Still holds",
    ReviewOutcome.NEEDS_NEW_VERSION: "Needs a new version",
}


def written(outcome: ReviewOutcome, reason: str) -> str:
    """As a task keeps it: the outcome, and after a colon the reason if there is one."""
    return f"{outcome}: {reason}" if reason else outcome.value


def outcome_in(text: str) -> ReviewOutcome:
    """The outcome of what `written` made."""
    return ReviewOutcome(text.partition(":")[0])
