"""What an invited reviewer advises the board to do with a version."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Recommendation(StrEnum):
    AGREE = "agree"
    CHANGES = "changes"


RECOMMENDATION_NAMES: Final = {
    Recommendation.AGREE: "Agrees",
    Recommendation.CHANGES: "Asks for changes",
}
