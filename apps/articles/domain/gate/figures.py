"""Rules on numbers: each stands in a cited record, with its unit and bound, at every level."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from apps.articles.domain.gate.article import Record
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.claims import POLES, pole_of
from apps.articles.domain.gate.findings import Finding
from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.meaning.facets import NEGATIONS
from apps.guidelines.domain.meaning.quantities import Quantity, quantities
from core.levels import Level

_YEARS: Final = range(1900, 2100)
# Units told in smaller ones, so that 12 months is one year.
_SMALLER: Final = {
    "year": (Decimal(12), "month"),
    "week": (Decimal(7), "day"),
    "g": (Decimal(1000), "mg"),
    "mcg": (Decimal("0.001"), "mg"),
}
# Numbers that name a thing and count nothing: type 2 diabetes, stage 3, figure 1.
_NAMES: Final = re.compile(
    r"\b(?:type|stage|grade|class|phase|category|step|level|figure|table|covid|omega|step)[ -]"
    r"(?:\d+(?:(?: ?[-\u2013] ?| to | or | and )\d+)?)\b|\b[A-Za-z]+\d+\b",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    r"\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|twice|half)\b", re.IGNORECASE
)
_DOSES: Final = ("route", "frequency", "period", "doses")
_Known = dict[tuple[Decimal, str], set[str]]


def number(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        sources = case.sources(row)
        if not sources:
            sources = case.in_store(frozenset().union(*(c.keys for c in case.claims(row.text))))
        if not sources or row.unresolved:
            continue
        known = _known(sources)
        for item in dict.fromkeys(numbers_of(row.text)):
            bounds = _bounds(known, item)
            if bounds is None:
                yield Finding(
                    "number-not-in-source",
                    row.key,
                    f"{row.label} says {item}, which {_names(sources)} does not say. Give the "
                    "source's number, or cite the record that has it.",
                )
            elif item.bound and "" not in bounds and item.bound not in bounds:
                yield Finding(
                    "bound-turned",
                    row.key,
                    f"{row.label} says at {item.bound} {item}, and {_names(sources)} says the "
                    "opposite bound. Read the source again.",
                )


def numbers_of(text: str) -> tuple[Quantity, ...]:
    """Its numbers; years of dates, names, and small counts in words left out."""
    plain = _NAMES.sub(" ", text)
    counted = _quantities(plain)
    words = set(_quantities(" ".join(_WORDS.findall(plain))))
    return tuple(
        item
        for item in counted
        if not (not item.unit and item.value in _YEARS and item.value == int(item.value))
        and not (not item.unit and Quantity(item.value) in words)
    )


def _known(sources: Iterable[Record]) -> _Known:
    known: _Known = defaultdict(set)
    for record in sources:
        for item in _quantities(f"{record.text} {record.title}"):
            known[_plain(item)].add(item.bound)
    return known


@lru_cache(maxsize=4096)
def _quantities(text: str) -> tuple[Quantity, ...]:
    """Kept, for many statements cite the same record and every save asks again."""
    return quantities(text)


def _plain(item: Quantity) -> tuple[Decimal, str]:
    times, unit = _SMALLER.get(item.unit, (Decimal(1), item.unit))
    return (item.value * times).normalize(), unit


def _bounds(known: _Known, item: Quantity) -> set[str] | None:
    """The bounds of that number in the sources, or None where they do not have it."""
    value, unit = _plain(item)
    found = [
        bounds
        for (other, kind), bounds in known.items()
        if (other == value and (kind == unit or not kind))
        or (not unit and other == value)
        or (not kind and other == item.value)
    ]
    return set().union(*found) if found else None


def dose(case: Case) -> Iterator[Finding]:
    """Another route or another rhythm than the record gives."""
    for row in case.article.passages:
        sources = case.sources(row)
        source = " ".join(record.text for record in sources)
        for name in _DOSES:
            said, meant = pole_of(row.text, POLES[name]), pole_of(source, POLES[name])
            if said and meant and said != meant:
                pair = POLES[name]
                found = (pair.one if said == "one" else pair.other).search(row.text)
                yield Finding(
                    "dose-differs",
                    row.key,
                    f"{row.label} says “{found.group() if found else name}”, and {_names(sources)} "
                    "gives it otherwise. Give the source's dose and route.",
                )


def levels(case: Case) -> Iterator[Finding]:
    """The same facts at every level: no number of its own, and no advice turned round."""
    for row in case.article.passages:
        sources = case.scope(row)
        known = _known(sources)
        for item in (*_quantities(row.text), *_quantities(case.article.question)):
            known[_plain(item)].add(item.bound)
        for level in (Level.STUDENT, Level.PATIENT):
            text = row.wording[level]
            if text == row.text:
                continue
            added = [item for item in numbers_of(text) if _bounds(known, item) is None]
            if added:
                yield _uneven(row.key, row.label, level, f"says {added[0]}, which")
            elif _turned(text, row.text, sources):
                yield _uneven(row.key, row.label, level, "leaves out a “not”, which")


def _turned(text: str, clinician: str, sources: Iterable[Record]) -> bool:
    directions = {record.direction for record in sources}
    return (
        directions == {Direction.AGAINST}
        and bool(NEGATIONS.search(clinician))
        and not NEGATIONS.search(text)
    )


def _uneven(place: str, label: str, level: Level, what: str) -> Finding:
    return Finding(
        "levels-disagree",
        place,
        f"{label} at level {level} {what} the clinician's wording does not. Say the same at "
        "every level.",
    )


def _names(sources: Iterable[Record]) -> str:
    return ", ".join(list(dict.fromkeys(record.name for record in sources))[:3])


RULES: Final = (number, dose, levels)
