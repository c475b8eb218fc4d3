"""What readers report, what comes of it, and how soon the board has to say that it saw it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class ReportKind(StrEnum):
    """Worst first, as the desk lists them."""

    UNSAFE = "unsafe"
    WRONG_FACT = "wrong_fact"
    OUTDATED = "outdated"
    BROKEN_SOURCE = "broken_source"
    UNCLEAR = "unclear"
    OTHER = "other"


class ReportOutcome(StrEnum):
    CORRECTED = "corrected"
    NO_ERROR = "no_error"
    DUPLICATE = "duplicate"


# Promised on the receipt and in docs/living.md.
_TARGET: Final = timedelta(days=3)
_TARGETS: Final = {ReportKind.UNSAFE: timedelta(days=1)}


def acknowledge_by(kind: ReportKind, reported_at: datetime) -> datetime:
    """Until when somebody of the board has to say that they saw it."""
    return reported_at + _TARGETS.get(kind, _TARGET)
