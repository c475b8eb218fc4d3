"""Dates as sources write them: to the day, the month or the year, and how exact they are."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?")
_AMERICAN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100


def read_date(text: str) -> tuple[str, str] | None:
    """(YYYY-MM-DD, precision), or None where it is no date that can be.

    12/31/2018 is read as American sources write it, and only where a month cannot be a day.
    """
    written = text.strip()
    if american := _AMERICAN.fullmatch(written):
        month, day, year = (int(part) for part in american.groups())
        return _day(year, month, day) if day > 12 or day == month else None
    if not (found := _ISO.fullmatch(written)):
        return None
    year_text, month_text, day_text = found.groups()
    if day_text:
        return _day(int(year_text), int(month_text), int(day_text))
    whole = _day(int(year_text), int(month_text or 1), 1)
    return (whole[0], "month" if month_text else "year") if whole else None


def _day(year: int, month: int, day: int) -> tuple[str, str] | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat(), "day"
    except ValueError:
        return None
