"""How a question can end."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Abstaining is a success: "not covered" is an answer."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_COVERED = "not_covered"
