"""The direction that a recommendation's own words give, where its label gives none.

Never shown as a fact: whoever uses it marks the record `direction_inferred`.
"""

from __future__ import annotations

import re
from typing import Final

from apps.guidelines.domain.grading import Direction

_NONE: Final = re.compile(
    r"\bno recommendations?\b|\bmakes? no recommendation\b|\binsufficient evidence\b"
    r"|\bevidence\b(?:(?!\bnot\b)[^.;]){0,40}\binsufficient\b|\bneither for nor against\b"
    r"|\b(?:un|not )able to recommend\b|\bcannot recommend\b|\bfor or against\b",
    re.IGNORECASE,
)
_EITHER: Final = re.compile(
    r"\beither\b.{0,60}\bor\b.{0,60}\b(?:may|can|could) be (?:used|chosen)\b"
    r"|\bshared (?:clinical )?decision-making\b|\bdecision\b.{0,200}\bindividual(?:ize)?d? one\b",
    re.IGNORECASE,
)
# Said of a warning that falls away: "No reason to avoid …".
_NO_WARNING: Final = re.compile(
    r"\b(?:no|not a) (?:reason|need|indication) to (?:avoid|stop|withhold|change)\b"
    r"|\b(?:is|are) not contraindicated\b|\bneed not (?:be )?(?:avoid|stop|withh)",
    re.IGNORECASE,
)
_AGAINST: Final = re.compile(
    r"\b(?:recommends?|suggests?|advises?|recommended|advised) (?:strongly )?against\b"
    r"|\b(?:do|does|should|must|is|are) not (?:be )?"
    r"(?:routinely |generally |usually )?(?:offer|use|give|prescrib|recommend|start|perform|"
    r"screen|administer|indicated|suggest|advis|treat|initiat)"
    r"|\b(?:should|must) not\b|\bnot (?:recommended|advised|indicated)\b"
    # Keeping clear of drugs that interact does not speak against the drug itself.
    r"|\bavoid(?:ed|ing|ance)?\b(?![^.;]{0,60}\b(?:inhibitor|inducer)s?\b)"
    r"|\bcontraindicated\b|\bshould be (?:stopped|withheld)\b",
    re.IGNORECASE,
)
# To choose another drug speaks against this one: "Select an alternative", also "Consider a
# clinically appropriate antidepressant not metabolized by …", at the head of its sentence.
_ELSEWHERE: Final = re.compile(
    r"^(?:if [^,]{0,120}, )?(?:please )?(?:recommend|select|choose|consider|use|prescribe)\b"
    r"(?:[^.;]{0,40}\balternat(?:iv)?es?\b(?![ -](?:day|week|dos))"
    r"|(?: \w+){0,4} not (?:\w+ )?(?:metaboli[sz]ed|dependent)\b)",
    re.IGNORECASE,
)
_LEADING_FOR: Final = re.compile(
    r"^(?:(?:begin|continue|initiate|start) with|"
    r"(?:administer|begin|continue|give|increase|initiate|offer|prescribe|provide|reduce|start|"
    r"titrate|use)(?! (?:of|in|with|is|are|was|should|must|to)\b))\b",
    re.IGNORECASE,
)
_FOR: Final = re.compile(
    r"\b(?:recommends?|suggests?|advises?|recommended|advised|offer|consider(?:ed)?|use[ds]?|"
    r"initiate|start|prescribe|provide|screen|give[ns]?|administer|should|must|can|may|"
    r"indicated|continue|monitor|increase|reduce|adjust|refer|perform|titrate)\b"
    r"|\bno (?:dose )?adjustments? (?:is |are )?(?:needed|necessary|required)\b",
    re.IGNORECASE,
)


def infer_direction(statement: str, *, about: str = "") -> Direction | None:
    """The direction of the first sentence that gives one, or None where the words give none.

    `about` is the drug that the record is on: whatever is better than it speaks against it.
    """
    for sentence in re.split(r"(?<=[.;])\s+|\n", statement):
        direction = _direction_of(sentence.strip(), about)
        if direction is not None:
            return direction
    return None


def _direction_of(sentence: str, about: str) -> Direction | None:
    if _NO_WARNING.search(sentence):
        return Direction.FOR
    if _ELSEWHERE.search(sentence) or _prefers_another(sentence, about):
        return Direction.AGAINST
    for direction, pattern in (
        (Direction.NONE, _NONE),
        (Direction.EITHER, _EITHER),
        (Direction.FOR, _LEADING_FOR),
        (Direction.AGAINST, _AGAINST),
        (Direction.FOR, _FOR),
    ):
        if pattern.search(sentence):
            return direction
    return None


def _prefers_another(sentence: str, about: str) -> bool:
    words = r"\b(?:superior to|in lieu of|instead of|rather than|alternatives? to) (?:the )?"
    return bool(about) and bool(re.search(words + re.escape(about), sentence, re.IGNORECASE))
