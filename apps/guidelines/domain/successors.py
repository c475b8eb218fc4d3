"""Which recommendation of a new edition takes the place of which old one, where keys changed.

By population and wording: ids of the USPSTF's file change between years, its topics and the people
they speak of do not. What is uncertain is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Set on the real pairs of docs/benchmarks.md (USPSTF 2021, opioid 2023) and kept wide apart: a pair
# in between is a question for a person, never an answer.
CERTAIN: Final = 0.75
WORTH_ASKING: Final = 0.45
# How far the second best must stay behind for the best to be certain.
MARGIN: Final = 0.1
_OLDEST: Final = 120.0
# fmt: off
_STOP: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "of", "on", "or",
    "recommend", "recommended", "recommends", "that", "the", "to", "uspstf", "who", "with",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Candidate:
    """`ages` in years; what has no bound lies between 0 and 120."""

    key: str
    statement: str
    population: str
    ages: tuple[float, float]
    sex: str
    interventions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """`score` 0-1; `reasons` are sentences for the person who decides."""

    older: str
    newer: str
    score: float
    is_certain: bool
    reasons: tuple[str, ...]


def ages_in_years(low: float | None, high: float | None, unit: str) -> tuple[float, float]:
    """An upper age counts to its end: up to 75 means before the 76th birthday."""
    per_year = 12.0 if unit == "mo" else 1.0
    youngest = float(low or 0) / per_year
    oldest = _OLDEST if high is None else (float(high) + 1) / per_year
    return youngest, min(oldest, _OLDEST)


def match(older: Sequence[Candidate], newer: Sequence[Candidate]) -> list[Match]:
    """Pairs, each candidate in at most one, best first.

    Quadratic in what changed, not in all.
    """
    scored = _scored(older, newer)
    best_two = _best_two(scored)
    taken: set[tuple[str, str]] = set()
    matches = []
    for score, old, new in scored:
        ends = {("old", old.key), ("new", new.key)}
        if ends & taken:
            continue
        rival = max(best_two[end][1] for end in ends)
        is_certain = score >= CERTAIN and score - rival >= MARGIN
        taken |= ends
        matches.append(Match(old.key, new.key, round(score, 3), is_certain, _reasons(old, new)))
    return matches


def _scored(
    older: Sequence[Candidate], newer: Sequence[Candidate]
) -> list[tuple[float, Candidate, Candidate]]:
    """The pairs worth asking about, best first."""
    words = {id(one): (_words(one.statement), _words(one.population)) for one in (*older, *newer)}
    pairs = (
        (_score(old, new, words[id(old)], words[id(new)]), old, new)
        for old in older
        for new in newer
    )
    return sorted(
        (pair for pair in pairs if pair[0] >= WORTH_ASKING),
        key=lambda pair: (-pair[0], pair[1].key, pair[2].key),
    )


def _best_two(
    scored: list[tuple[float, Candidate, Candidate]],
) -> dict[tuple[str, str], tuple[float, float]]:
    """The best and the second-best score of each candidate."""
    best: dict[tuple[str, str], tuple[float, float]] = {}
    for score, old, new in scored:
        for end in (("old", old.key), ("new", new.key)):
            first, second = best.get(end, (0.0, 0.0))
            best[end] = (first, max(second, score)) if first else (score, second)
    return best


_Words = tuple[frozenset[str], frozenset[str]]


def _score(old: Candidate, new: Candidate, before: _Words, now: _Words) -> float:
    """Wording counts most, then whom it speaks of."""
    same_sex = 1.0 if old.sex == new.sex else 0.5 if "any" in (old.sex, new.sex) else 0.0
    return (
        0.4 * _overlap(before[0], now[0])
        + 0.25 * _age_overlap(old.ages, new.ages)
        + 0.15 * same_sex
        + 0.2 * _overlap(before[1], now[1])
    )


def _reasons(old: Candidate, new: Candidate) -> tuple[str, ...]:
    shared = round(100 * _overlap(_words(old.statement), _words(new.statement)))
    ages = round(100 * _age_overlap(old.ages, new.ages))
    reasons = [f"{shared} % of the words of the two statements are the same."]
    reasons.append(f"Their ages overlap by {ages} %.")
    if old.sex != new.sex:
        reasons.append(f"The sex differs: {old.sex} before, {new.sex} now.")
    if old.interventions & new.interventions:
        reasons.append("They name the same intervention.")
    return tuple(reasons)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+|[0-9]+", text.lower())) - _STOP


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words of all words; two empty sets say nothing against each other."""
    return len(one & other) / len(one | other) if one | other else 1.0


def _age_overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    whole = max(one[1], other[1]) - min(one[0], other[0])
    return max(shared, 0.0) / whole if whole > 0 else 1.0
