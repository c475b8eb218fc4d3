"""The direction that a recommendation's own words give, where its label gives none.

Never shown as a fact: whoever uses it marks the record `direction_inferred`.
"""

from __future__ import annotations

import re
from typing import Final

from apps.guidelines.domain.grading import Direction

_NONE: Final = re.compile(
    r"\bno recommendations?\b|\binsufficient evidence\b|\bneither for nor against\b"
    r"|\b(?:un|not )able to recommend\b|\bcannot recommend\b|\bfor or against\b",
    re.IGNORECASE,
)
_EITHER: Final = re.compile(
    r"\beither\b.{0,60}\bor\b.{0,60}\b(?:may|can|could) be (?:used|chosen)\b"
    r"|\bshared (?:clinical )?decision-making\b",
    re.IGNORECASE,
)
_AGAINST: Final = re.compile(
    r"\b(?:recommends?|suggests?|advises?|recommended|advised) against\b"
    r"|\b(?:do|does|should|must|is|are) not (?:be )?"
    r"(?:routinely |generally |usually )?(?:offer|use|give|prescrib|recommend|start|perform|"
    r"screen|administer|indicated|suggest|advis|treat|initiat)"
    r"|\b(?:should|must) not\b|\bnot (?:recommended|advised|indicated)\b"
    r"|\bavoid(?:ed|ing|ance)?\b|\bcontraindicated\b|\bshould be (?:stopped|withheld)\b"
    r"|\b(?:select|consider|use) (?:an )?alternative\b",
    re.IGNORECASE,
)
_FOR: Final = re.compile(
    r"\b(?:recommends?|suggests?|advises?|recommended|advised|offer|consider(?:ed)?|use[ds]?|"
    r"initiate|start|prescribe|provide|screen|give[ns]?|administer|should|must|can|may|"
    r"indicated|continue|monitor|increase|reduce|adjust|refer|perform|titrate)\b",
    re.IGNORECASE,
)


def infer_direction(statement: str) -> Direction | None:
    """The direction of the first sentence that gives one, or None where the words give none."""
    for sentence in re.split(r"(?<=[.;])\s+", statement):
        for direction, pattern in (
            (Direction.NONE, _NONE),
            (Direction.EITHER, _EITHER),
            (Direction.AGAINST, _AGAINST),
            (Direction.FOR, _FOR),
        ):
            if pattern.search(sentence):
                return direction
    return None
