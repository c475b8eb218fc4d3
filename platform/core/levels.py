"""Reading levels, and text that exists at each of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from django.db import models


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


class WordedModel(models.Model):
    """The same statement at every reading level: same facts, other words. No level may be empty."""

    clinician = models.TextField()
    student = models.TextField()
    patient = models.TextField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(clinician="") & ~models.Q(student="") & ~models.Q(patient=""),
                name="%(app_label)s_%(class)s_worded",
            )
        ]

    def at(self, level: Level) -> str:
        return str(getattr(self, level.value))

    def wording(self) -> dict[str, str]:
        return {level.value: self.at(level) for level in Level}
