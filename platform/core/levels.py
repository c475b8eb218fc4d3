"""Reading levels."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final


class Level(StrEnum):
    CLINICIAN = "clinician"
    STUDENT = "student"
    PATIENT = "patient"


DEFAULT_LEVEL: Final = Level.CLINICIAN

LEVEL_NAMES: Final[dict[Level, tuple[str, str]]] = {
    Level.CLINICIAN: ("Clinician", "Full detail"),
    Level.STUDENT: ("Student or other health professional", "Terms explained"),
    Level.PATIENT: ("Patient or family", "Plain language"),
}


def find_level(name: str | None) -> Level | None:
    """The level of that name, or None for anything else."""
    return Level(name) if name in list(Level) else None


def level_choices(current: Level) -> list[dict[str, Any]]:
    """The three levels as the choice on a page shows them: value, name, hint, is_current."""
    return [
        {"value": level.value, "name": name, "hint": hint, "is_current": level is current}
        for level, (name, hint) in LEVEL_NAMES.items()
    ]
