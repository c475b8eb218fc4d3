"""How a question can end."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """Abstaining is a success: "not covered" is an answer.

    Emergency is said of a question that fired an emergency rule, and needs person of one that
    only a person can decide, whatever its answer covers.
    """

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_COVERED = "not_covered"
    EMERGENCY = "emergency"
    NEEDS_PERSON = "needs_person"


# What the store has on a question, from most to least. The other two are known before that.
COVERAGE: Final = (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED, Outcome.NOT_COVERED)


def outcome_of(coverage: str, *, is_emergency: bool, needs_person: bool) -> Outcome:
    """The outcome that people and programs are told: help first, then whom to ask."""
    if is_emergency:
        return Outcome.EMERGENCY
    return Outcome.NEEDS_PERSON if needs_person else Outcome(coverage)


def covers_more(coverage: str, than: str) -> bool:
    """Whether one answer covers more of its question than another."""
    return COVERAGE.index(Outcome(coverage)) < COVERAGE.index(Outcome(than))
