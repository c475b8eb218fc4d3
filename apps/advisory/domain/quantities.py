"""Quantities of a text, misquoted as somebody might: another dose, another threshold."""

from __future__ import annotations

import random
import re
from typing import Final

_QUANTITY: Final = re.compile(
    r"(?<![\d./\u2013-])(?P<n>\d{1,4})(?P<unit> ?(?:mg|g|m[Ll]|micrograms?|µg|IU|mmHg|mmol|%|"
    r"hours?|days?|weeks?|months?|years?))(?![\w-])"
)
# Near enough to be believed: doses and intervals by halves and doubles, the others by steps.
_STEPS: Final = {"mmHg": (-20, -10, 10, 20), "%": (-20, -10, 10, 20), "year": (-10, -5, 5, 10)}


def misquoted(text: str, chance: random.Random) -> str:
    """The text with one of its quantities changed; empty where it has none that can be."""
    found = [(match, wrong) for match in _QUANTITY.finditer(text) if (wrong := _near(match))]
    if not found:
        return ""
    match, wrong = chance.choice(found)
    return f"{text[: match.start('n')]}{chance.choice(wrong)}{text[match.end('n') :]}"


def _near(match: re.Match[str]) -> list[int]:
    number, unit = int(match["n"]), match["unit"].strip().rstrip("s")
    steps = None if unit == "year" and number < 18 else _STEPS.get(unit)
    if steps is None:
        return [number * 2, *([number // 2] if number % 2 == 0 else [])] if number else []
    most = 95 if unit == "%" else 1000
    return [number + step for step in steps if 0 < number + step <= most]
