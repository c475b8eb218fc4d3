"""The common scales beside a source's own label (GRADE's two axes, apart from direction)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    GRADED = "graded"
    GOOD_PRACTICE = "good_practice"
    INSUFFICIENT = "insufficient"
    STATEMENT = "statement"


class Direction(StrEnum):
    FOR = "for"
    AGAINST = "against"
    EITHER = "either"
    NONE = "none"


class Fidelity(StrEnum):
    """How exactly a printed label maps onto the common scales."""

    EXACT = "exact"
    CLOSE = "close"
    APPROX = "approx"
    NONE = "none"


DIRECTION_NAMES: Final = {
    Direction.FOR: "For",
    Direction.AGAINST: "Against",
    Direction.EITHER: "For either",
    Direction.NONE: "No recommendation",
}
STRENGTH_NAMES: Final = {
    3: "Strong recommendation",
    2: "Moderate recommendation",
    1: "Weak recommendation",
    0: "No recommendation made",
}
CERTAINTY_NAMES: Final = {
    4: "High certainty",
    3: "Moderate certainty",
    2: "Low certainty",
    1: "Very low certainty",
    0: "No evidence",
}
KIND_NAMES: Final = {
    Kind.GRADED: "Graded recommendation",
    Kind.GOOD_PRACTICE: "Good practice statement",
    Kind.INSUFFICIENT: "Insufficient evidence",
    Kind.STATEMENT: "Statement, not graded",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """`strength` 0-3 and `certainty` 0-4, or None where the source gives none; never added up.

    `as_printed` is the source's own label, `scheme` the system it belongs to.
    """

    kind: Kind
    direction: Direction
    strength: int | None
    certainty: int | None
    fidelity: Fidelity
    as_printed: str
    scheme: str

    @property
    def direction_name(self) -> str:
        return DIRECTION_NAMES[self.direction]

    @property
    def strength_name(self) -> str:
        return KIND_NAMES[self.kind] if self.strength is None else STRENGTH_NAMES[self.strength]

    @property
    def certainty_name(self) -> str:
        return "Certainty not stated" if self.certainty is None else CERTAINTY_NAMES[self.certainty]

    @property
    def is_approximate(self) -> bool:
        return self.fidelity is Fidelity.APPROX


def find_fault(*, kind: Kind, direction: Direction, strength: int | None) -> str | None:
    """Why these cannot stand together, as a sentence, or None. The database checks the same."""
    if kind is not Kind.GRADED and strength is not None:
        return f"A record of kind {kind} has no strength"
    if kind is Kind.INSUFFICIENT and direction is not Direction.NONE:
        return "Insufficient evidence points in no direction"
    if direction is Direction.NONE and strength:
        return "Without a direction there is no strength"
    if kind is Kind.GRADED and direction is Direction.NONE and strength is None:
        return "A graded recommendation has a direction, or strength 0: the panel made none"
    if direction is not Direction.NONE and strength == 0:
        return "Strength 0 means that the panel made no recommendation, so it has no direction"
    return None
