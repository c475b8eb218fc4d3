"""How a question can end."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """Abstaining is a success: "not covered" is an answer.

    Emergency is said of a question that fired an emergency rule, whatever its answer covers.
    """

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_COVERED = "not_covered"
    EMERGENCY = "emergency"


# What the store has on a question. Whether it is an emergency is known before that.
COVERAGE: Final = (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED, Outcome.NOT_COVERED)
