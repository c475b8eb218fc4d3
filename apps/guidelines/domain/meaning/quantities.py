"""The numbers of a text with their units and bounds, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_WORDS: Final = {
    word: Decimal(value)
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
} | {"twice": Decimal(2), "half": Decimal("0.5")}
# "One" is an article as often as a number; with a unit it counts.
_WORD_NUMBER: Final = "|".join(word for word in _WORDS if word != "one")
_UNITS: Final = {
    "mg": r"mg|milligrams?",
    "g": r"g|grams?",
    "mcg": r"mcg|[µμ]g|ug|micrograms?",
    "kg": r"kg|kilograms?",
    "IU": r"iu|international units?|units?",
    "mL/min": r"ml/min(?:ute)?(?:/1\.73 ?m(?:2|²))?|ml per minute|millilit(?:er|re)s? per minute",
    "mL": r"ml|millilit(?:er|re)s?",
    "L": r"l|lit(?:er|re)s?",
    "mmHg": r"mm ?hg",
    "mmol/L": r"mmol/l",
    "mg/dL": r"mg/dl",
    "mg/L": r"mg/l",
    "ng/mL": r"ng/ml",
    "kg/m2": r"kg/m(?:2|²)",
    "mm": r"mm|millimet(?:er|re)s?",
    "cm": r"cm|centimet(?:er|re)s?",
    "%": r"%|per ?cent|percent",
    "year": r"years?|yrs?|yr",
    "month": r"months?|mo",
    "week": r"weeks?|wks?",
    "day": r"days?",
    "hour": r"hours?|hrs?|h",
    "minute": r"minutes?|mins?|min",
    "times": r"times",
}
_UNIT: Final = "|".join(f"(?:{pattern})" for pattern in _UNITS.values())
_UNIT_NAMES: Final = tuple(
    (re.compile(rf"(?:{pattern})", re.IGNORECASE), name) for name, pattern in _UNITS.items()
)
_NUMBER: Final = rf"(?:\d+(?:[.,]\d+)*|\b(?:{_WORD_NUMBER})\b|\bone\b(?=[ -](?:{_UNIT})\b))"
_ONE: Final = re.compile(
    rf"(?<![\w.])(?P<number>{_NUMBER})(?:[ -]?(?P<unit>{_UNIT})(?![\w/]))?", re.IGNORECASE
)
# "3-5 years", "between 65 and 80 years": the unit stands once and holds for both.
_RANGE: Final = re.compile(
    rf"(?<![\w.])(?P<low>{_NUMBER})(?: ?[-\u2013\u2014] ?| to | and | or )(?P<number>{_NUMBER})"
    rf"[ -]?(?P<unit>{_UNIT})(?![\w/])",
    re.IGNORECASE,
)
_AT_LEAST: Final = re.compile(
    r"(?:≥|>=?|\bat least|\bminimum of|\bover|\babove|\bmore than|\bgreater than|\bolder than|"
    r"\bfrom|\bexceed\w*|\bno less than|\bnot less than)(?: the age of| age)?\s*$",
    re.IGNORECASE,
)
_AT_MOST: Final = re.compile(
    r"(?:≤|<=?|\bat most|\bmaximum of|\bup to|\bunder|\bbelow|\bless than|\bfewer than|"
    r"\byounger than|\bwithin|\bno more than|\bnot more than)(?: the age of| age)?\s*$",
    re.IGNORECASE,
)
_OR_MORE: Final = re.compile(
    r"^\s*(?:of age )?(?:or|and) (?:more|older|over|above|higher|greater|longer|up)\b",
    re.IGNORECASE,
)
_OR_LESS: Final = re.compile(
    r"^\s*(?:of age )?(?:or|and) (?:less|fewer|younger|under|below|lower|shorter)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit` is empty for a bare number; `bound` is "least", "most" or empty."""

    value: Decimal
    unit: str = ""
    bound: str = ""

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit}".strip()


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of the text in its order; years of dates and codes such as G3a are no numbers
    of their own where letters touch them.
    """
    found = sorted(_found(text), key=lambda item: item[0])
    return tuple(quantity for _, quantity in found)


def _found(text: str) -> Iterator[tuple[int, Quantity]]:
    units: dict[int, str] = {}
    for match in _RANGE.finditer(text):
        units[match.start("low")] = match["unit"]
    for match in _ONE.finditer(text):
        unit = match["unit"] or units.get(match.start(), "")
        before, after = text[: match.start()], text[match.end() :]
        yield (
            match.start(),
            Quantity(_value(match["number"]), _unit(unit), _bound(before, after)),
        )


def _value(number: str) -> Decimal:
    word = _WORDS.get(number.lower())
    if word is not None:
        return word
    # 1,200 is a thousand; 0,5 is written so in some languages, never in ours.
    plain = re.sub(r",(?=\d{3}\b)", "", number).rstrip(".,").replace(",", ".")
    parts = plain.split(".")
    return Decimal(plain if len(parts) <= 2 else "".join(parts))


def _unit(written: str) -> str:
    return next((name for pattern, name in _UNIT_NAMES if pattern.fullmatch(written)), "")


def _bound(before: str, after: str) -> str:
    if _AT_LEAST.search(before) or _OR_MORE.search(after):
        return "least"
    return "most" if _AT_MOST.search(before) or _OR_LESS.search(after) else ""
