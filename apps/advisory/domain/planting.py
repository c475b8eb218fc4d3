"""Planting defects in the text of a review copy: by seed, and saying where.

The kinds are those of the gate's seeded articles that a reader can find from text and sources.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from apps.advisory.domain.quantities import misquoted

Document = dict[str, Any]
RED_FLAGS: Final = "red-flags"
MOST: Final = 3
LONGEST: Final = 12


class Defect(StrEnum):
    WRONG_DOSE = "wrong_dose"
    DROPPED_NEGATION = "dropped_negation"
    STRENGTH_RAISED = "strength_raised"
    WRONG_POPULATION = "wrong_population"
    SUPERSEDED_SOURCE = "superseded_source"
    MISSING_RED_FLAG = "missing_red_flag"
    UNCITED_STEP = "uncited_step"


@dataclass(frozen=True, slots=True)
class Planted:
    """One defect: what its place said before, and what it says in the copy."""

    kind: Defect
    place: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    planted: Planted
    put: Callable[[Document], None]


_Words = tuple[tuple[re.Pattern[str], str], ...]


def _patterns(*pairs: tuple[str, str]) -> _Words:
    return tuple((re.compile(rf"\b{pattern}"), instead) for pattern, instead in pairs)


_NEGATIONS: Final = _patterns(
    (r"recommend(s|ed)? (?:strongly )?against\b", r"recommend\1"),
    (r"suggest(s|ed)? against\b", r"suggest\1"),
    (r"(should|must|could|can|may|do|does|did|is|are|was|were) not\b", r"\1"),
    (r"cannot\b", "can"),
    (r"no longer\b", "still"),
    (r"not (recommended|supported|indicated|advised)\b", r"\1"),
)
_STRENGTHS: Final = _patterns(
    (r"suggests\b", "strongly recommends"),
    (r"suggested\b", "strongly recommended"),
    (r"(?:may|can|could) be considered\b", "should be given"),
    (r"considering\b", "giving"),
    (r"consider\b", "give"),
    (r"may (?:also )?help\b", "is proven to help"),
    (r"option \(weak\)", "treatment of choice (strong)"),
)
_PEOPLE: Final = _patterns(
    (r"postmenopausal\b", "premenopausal"),
    (r"(?:who are )?not pregnant\b", "who are pregnant"),
    (r"adults\b", "children"),
    (r"children\b", "adults"),
    (r"females\b", "males"),
    (r"males\b", "females"),
    (r"women\b", "men"),
    (r"men\b", "women"),
    (r"chronic\b", "acute"),
    (r"acute\b", "chronic"),
)


def plant(
    document: Document, *, seed: int, older: Mapping[str, str]
) -> tuple[Document, tuple[Planted, ...]]:
    """A copy of the text with one to three defects of different kinds at different places.

    `older` names, for sources that have one, the record of an earlier edition. The same seed plants
    the same. A text in which nothing can be planted comes back as it was, with none.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    changed = copy.deepcopy(document)
    wanted = chance.randint(1, MOST)
    kinds = list(Defect)
    chance.shuffle(kinds)
    planted: dict[str, Planted] = {}
    for kind in kinds:
        if len(planted) == wanted:
            break
        found = [
            candidate
            for candidate in _CANDIDATES[kind](document, chance, older)
            if candidate.planted.place not in planted
        ]
        if found:
            chosen = chance.choice(found)
            chosen.put(changed)
            planted[chosen.planted.place] = chosen.planted
    return changed, tuple(planted.values())


def excerpt(document: Document, *, seed: int) -> Document:
    """A run of at most twelve statements, with all steps and red flags: what fits into one sitting.

    Forty statements with one defect would measure patience.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    parts = document["parts"]
    first = chance.randint(0, max(len(parts) - LONGEST, 0))
    return {**document, "parts": parts[first : first + LONGEST]}


def places_of(document: Document) -> tuple[str, ...]:
    """Every place of a text that can be marked, in reading order."""
    parts = (row["place"] for row in (*document["parts"], *document["steps"]))
    return (*parts, RED_FLAGS) if document["red_flags"] else tuple(parts)


def _numbers(
    document: Document, chance: random.Random, older: Mapping[str, str]
) -> Iterator[_Candidate]:
    for index, row in enumerate(document["parts"]):
        wrong = misquoted(row["text"], chance)
        if wrong:
            yield _reworded(Defect.WRONG_DOSE, index, row, wrong)


def _worded(kind: Defect, words: _Words) -> Callable[..., Iterator[_Candidate]]:
    def candidates(
        document: Document, chance: random.Random, older: Mapping[str, str]
    ) -> Iterator[_Candidate]:
        for index, row in enumerate(document["parts"]):
            for pattern, instead in words:
                wrong = pattern.sub(instead, row["text"], count=1)
                if wrong != row["text"]:
                    yield _reworded(kind, index, row, wrong)
                    break

    return candidates


def _reworded(kind: Defect, index: int, row: Document, wrong: str) -> _Candidate:
    def put(document: Document) -> None:
        document["parts"][index]["text"] = wrong

    return _Candidate(Planted(kind, row["place"], row["text"], wrong), put)


def _superseded(
    document: Document, chance: random.Random, older: Mapping[str, str]
) -> Iterator[_Candidate]:
    for index, row in enumerate(document["parts"]):
        for place, source in enumerate(row["sources"]):
            if source in older:
                yield _Candidate(
                    Planted(Defect.SUPERSEDED_SOURCE, row["place"], source, older[source]),
                    _put_source(index, place, older[source]),
                )


def _put_source(index: int, place: int, source: str) -> Callable[[Document], None]:
    def put(document: Document) -> None:
        document["parts"][index]["sources"][place] = source

    return put


def _flags(
    document: Document, chance: random.Random, older: Mapping[str, str]
) -> Iterator[_Candidate]:
    flags = document["red_flags"]
    if len(flags) > 1:
        gone = chance.randrange(len(flags))
        yield _Candidate(
            Planted(Defect.MISSING_RED_FLAG, RED_FLAGS, flags[gone], ""),
            lambda changed: changed["red_flags"].pop(gone),
        )


def _steps(
    document: Document, chance: random.Random, older: Mapping[str, str]
) -> Iterator[_Candidate]:
    for index, row in enumerate(document["steps"]):
        if row["basis"]:
            planted = Planted(Defect.UNCITED_STEP, row["place"], ", ".join(row["basis"]), "")
            yield _Candidate(planted, _put_no_basis(index))


def _put_no_basis(index: int) -> Callable[[Document], None]:
    def put(document: Document) -> None:
        document["steps"][index]["basis"] = []

    return put


_CANDIDATES: Final[dict[Defect, Callable[..., Iterator[_Candidate]]]] = {
    Defect.WRONG_DOSE: _numbers,
    Defect.DROPPED_NEGATION: _worded(Defect.DROPPED_NEGATION, _NEGATIONS),
    Defect.STRENGTH_RAISED: _worded(Defect.STRENGTH_RAISED, _STRENGTHS),
    Defect.WRONG_POPULATION: _worded(Defect.WRONG_POPULATION, _PEOPLE),
    Defect.SUPERSEDED_SOURCE: _superseded,
    Defect.MISSING_RED_FLAG: _flags,
    Defect.UNCITED_STEP: _steps,
}
