"""References: the kinds of work, and their numbers, which are assigned when a page is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class WorkKind(StrEnum):
    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    REVIEW = "review"
    TRIAL = "trial"
    OBSERVATIONAL_STUDY = "observational_study"
    DRUG_LABEL = "drug_label"
    IN_HOUSE_SUMMARY = "in_house_summary"


class Integrity(StrEnum):
    CURRENT = "current"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    CONCERN = "concern"
    RETRACTED = "retracted"


# From best to worst: what an import may say of a work that the store knows worse of already.
GRAVITY: Final = (
    Integrity.CURRENT,
    Integrity.SUPERSEDED,
    Integrity.CORRECTED,
    Integrity.CONCERN,
    Integrity.RETRACTED,
)
WORK_KIND_NAMES: Final = {
    WorkKind.GUIDELINE: "Guideline",
    WorkKind.SYSTEMATIC_REVIEW: "Systematic review",
    WorkKind.REVIEW: "Review",
    WorkKind.TRIAL: "Trial",
    WorkKind.OBSERVATIONAL_STUDY: "Observational study",
    WorkKind.DRUG_LABEL: "Drug label",
    WorkKind.IN_HOUSE_SUMMARY: "In-house summary",
}
INTEGRITY_NAMES: Final = {
    Integrity.CURRENT: "Current",
    Integrity.CORRECTED: "Corrected",
    Integrity.CONCERN: "Expression of concern",
    Integrity.RETRACTED: "Retracted",
    Integrity.SUPERSEDED: "Superseded",
}


def is_graver(integrity: str, than: str) -> bool:
    return GRAVITY.index(Integrity(integrity)) > GRAVITY.index(Integrity(than))


@dataclass(slots=True)
class Numbering:
    """Numbers works in the order in which they are first cited, and remembers where."""

    _numbers: dict[int, int] = field(default_factory=dict)
    _places: dict[int, list[str]] = field(default_factory=dict)

    def cite(self, work_id: int, *, place: str) -> int:
        """The number of this work, new if it is its first citation.

        `place` is "1.2" or "In brief".
        """
        number = self._numbers.setdefault(work_id, len(self._numbers) + 1)
        places = self._places.setdefault(work_id, [])
        if place not in places:
            places.append(place)
        return number

    def in_order(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """(number, work id, places) of every cited work."""
        return [(n, work, tuple(self._places[work])) for work, n in self._numbers.items()]
