"""Which recommendation of a new edition takes the place of which old one, where keys changed.

By wording and population: ids of the USPSTF's file change between years, its topics and the people
they speak of do not. What is uncertain is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.guidelines.domain.lexicon import clinical_words
from apps.guidelines.domain.lexicon_words import fold

# Kept wide apart: a pair in between is a question for a person, never an answer. A pair is certain
# when half of its words are shared and everything said of its people is the same, or more.
CERTAIN: Final = 0.75
WORTH_ASKING: Final = 0.45
# Between the two, where a pair begins to look like one recommendation told anew.
ALIKE: Final = 0.6
# How far the second best must stay behind for the best to be certain.
MARGIN: Final = 0.1
# Two recommendations for the same people with fewer shared words speak of different things.
LEAST_WORDING: Final = 0.15
_WORDING: Final = 0.5
_AGES: Final = 0.2
_PEOPLE: Final = 0.2
_SEX: Final = 0.1
_ALL_AGES: Final = (0.0, 120.0)
# fmt: off
_STOP: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "clinicians", "for", "from", "in", "is", "of",
    "offer", "on", "or", "recommend", "recommended", "recommends", "should", "suggest", "suggests",
    "that", "the", "to", "uspstf", "we", "who", "with",
})
_NEGATIONS: Final = frozenset({
    "against", "avoid", "cannot", "except", "neither", "never", "no", "nor", "not", "without",
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


class Likeness(StrEnum):
    """A score in words, for the person who decides."""

    VERY_ALIKE = "very_alike"
    ALIKE = "alike"
    SOMEWHAT_ALIKE = "somewhat_alike"


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate with its words."""

    candidate: Candidate
    wording: frozenset[str]
    people: frozenset[str]


def ages_in_years(low: float | None, high: float | None, unit: str) -> tuple[float, float]:
    """An upper age counts to its end: up to 75 means before the 76th birthday."""
    per_year = 12.0 if unit == "mo" else 1.0
    youngest = float(low or 0) / per_year
    oldest = _ALL_AGES[1] if high is None else (float(high) + 1) / per_year
    return youngest, min(oldest, _ALL_AGES[1])


def likeness_of(score: float) -> Likeness:
    if score >= CERTAIN:
        return Likeness.VERY_ALIKE
    return Likeness.ALIKE if score >= ALIKE else Likeness.SOMEWHAT_ALIKE


def match(older: Sequence[Candidate], newer: Sequence[Candidate]) -> list[Match]:
    """Pairs, each candidate in at most one, best first.

    Quadratic in what changed, not in all.
    """
    scored = _scored(older, newer)
    best_two = _best_two(scored)
    taken: set[tuple[str, str]] = set()
    matches = []
    for score, old, new in scored:
        ends = {("old", old.candidate.key), ("new", new.candidate.key)}
        if ends & taken:
            continue
        taken |= ends
        rival = max(best_two[end][1] for end in ends)
        is_certain = score >= CERTAIN and score - rival >= MARGIN and _is_alike(old, new)
        matches.append(
            Match(
                old.candidate.key,
                new.candidate.key,
                round(score, 3),
                is_certain,
                tuple(_reasons(old, new)),
            )
        )
    return matches


def _scored(
    older: Sequence[Candidate], newer: Sequence[Candidate]
) -> list[tuple[float, _Read, _Read]]:
    """The pairs worth asking about, best first."""
    before, now = [_read(one) for one in older], [_read(one) for one in newer]
    pairs = ((_score(old, new), old, new) for old in before for new in now)
    return sorted(
        (pair for pair in pairs if pair[0] >= WORTH_ASKING),
        key=lambda pair: (-pair[0], pair[1].candidate.key, pair[2].candidate.key),
    )


def _best_two(
    scored: list[tuple[float, _Read, _Read]],
) -> dict[tuple[str, str], tuple[float, float]]:
    """The best and the second-best score of each candidate."""
    best: dict[tuple[str, str], tuple[float, float]] = {}
    for score, old, new in scored:
        for end in (("old", old.candidate.key), ("new", new.candidate.key)):
            known = best.get(end)
            best[end] = (known[0], max(known[1], score)) if known else (score, 0.0)
    return best


def _score(old: _Read, new: _Read) -> float:
    """Wording counts most, then whom it speaks of, as far as either says anything of them.

    Silence on both sides is no likeness: where no source names its people, wording alone decides.
    """
    wording = _overlap(old.wording, new.wording)
    if wording < LEAST_WORDING:
        return 0.0
    one, other = old.candidate, new.candidate
    parts = [(_WORDING, wording)]
    if one.ages != _ALL_AGES or other.ages != _ALL_AGES:
        parts.append((_AGES, _age_overlap(one.ages, other.ages)))
    if old.people or new.people:
        parts.append((_PEOPLE, _overlap(old.people, new.people)))
    if one.sex != "any" or other.sex != "any":
        parts.append((_SEX, _sex_overlap(one.sex, other.sex)))
    return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)


def _is_alike(old: _Read, new: _Read) -> bool:
    """Whether the words that differ cannot turn the advice: no "not", no clinical term for another.

    Screening for gonorrhoea differs by one word from screening for chlamydia, and women at
    increased risk by one from women who are not: no share of words tells those apart.
    """
    if _negations(old) != _negations(new) or _treats_otherwise(old.candidate, new.candidate):
        return False
    before, now = old.wording | old.people, new.wording | new.people
    clinical = clinical_words()
    return not all(
        any(fold(word) in clinical for word in alone) for alone in (before - now, now - before)
    )


def _negations(read: _Read) -> frozenset[str]:
    return (read.wording | read.people) & _NEGATIONS


def _treats_otherwise(old: Candidate, new: Candidate) -> bool:
    """Both name interventions and share none: one drug in place of another, or another topic."""
    return bool(
        old.interventions and new.interventions and not old.interventions & new.interventions
    )


def _reasons(old: _Read, new: _Read) -> Iterator[str]:
    one, other = old.candidate, new.candidate
    shared = round(100 * _overlap(old.wording, new.wording))
    yield f"{shared} % of the words of the two statements are the same."
    if one.ages != _ALL_AGES or other.ages != _ALL_AGES:
        yield f"Their ages overlap by {round(100 * _age_overlap(one.ages, other.ages))} %."
    if one.sex != other.sex:
        yield f"The sex differs: {one.sex} before, {other.sex} now."
    if one.interventions & other.interventions:
        yield "They name the same intervention."
    if _treats_otherwise(one, other):
        yield "They name different interventions."


def _read(candidate: Candidate) -> _Read:
    return _Read(candidate, _words(candidate.statement), _words(candidate.population))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+|\d+", text.casefold())) - _STOP


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words of all words."""
    return len(one & other) / len(one | other) if one | other else 1.0


def _age_overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    whole = max(one[1], other[1]) - min(one[0], other[0])
    return max(shared, 0.0) / whole if whole > 0 else 1.0


def _sex_overlap(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return 0.5 if "any" in (one, other) else 0.0
