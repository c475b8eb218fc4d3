"""What a member found of what was planted, and what a board found of it together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.advisory.domain.planting import Defect, Planted


@dataclass(frozen=True, slots=True)
class Score:
    """`found` are planted defects whose place was marked, `named` those with the kind right too.

    `alarms` are places that were marked and had nothing planted.
    """

    found: tuple[Planted, ...]
    missed: tuple[Planted, ...]
    named: frozenset[str]
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `planted` defects so many were `found`; `alarms` are false."""

    planted: int = 0
    found: int = 0
    alarms: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.found / self.planted) if self.planted else 0


def score(planted: Sequence[Planted], marks: Mapping[str, str]) -> Score:
    """`marks` are the kinds that were named, by place."""
    places = {row.place for row in planted}
    return Score(
        found=tuple(row for row in planted if row.place in marks),
        missed=tuple(row for row in planted if row.place not in marks),
        named=frozenset(row.place for row in planted if marks.get(row.place) == row.kind),
        alarms=tuple(place for place in marks if place not in places),
    )


def by_kind(scores: Iterable[Score]) -> dict[Defect, Rate]:
    """Every kind that was planted, in the order of the list."""
    planted: Counter[Defect] = Counter()
    found: Counter[Defect] = Counter()
    for row in scores:
        found.update(one.kind for one in row.found)
        planted.update(one.kind for one in (*row.found, *row.missed))
    return {kind: Rate(planted[kind], found[kind]) for kind in Defect if planted[kind]}


def together(scores: Iterable[Score]) -> Rate:
    rows = list(scores)
    return Rate(
        planted=sum(len(row.found) + len(row.missed) for row in rows),
        found=sum(len(row.found) for row in rows),
        alarms=sum(len(row.alarms) for row in rows),
    )
