"""Which conflict a disagreement belongs to: one that is there, which takes a side, or a new one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.guidelines.domain.disagreement import Disagreement
from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.values import ConflictState


@dataclass(frozen=True, slots=True)
class KnownConflict:
    """`sides` are ids of recommendations, active or not."""

    id: int
    state: str
    is_detected: bool
    intervention: str
    sides: frozenset[int]


@dataclass(frozen=True, slots=True)
class FreshConflict:
    """A conflict to be opened. `is_inferred`: every difference in it rests on a read direction."""

    intervention: str
    comparator: str
    sides: frozenset[int]
    is_inferred: bool


@dataclass(slots=True)
class Grouping:
    """`joining`: new sides by conflict; `held`: the disagreements of each conflict there is."""

    fresh: list[FreshConflict] = field(default_factory=list)
    joining: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    held: dict[int, list[Disagreement]] = field(default_factory=lambda: defaultdict(list))


def group_disagreements(
    disagreements: Iterable[Disagreement], known: Sequence[KnownConflict], lineage: Lineage
) -> Grouping:
    """Each disagreement goes to a conflict that has both its sides, else to one with one of them.

    A dismissed conflict keeps what was told apart in it and takes no new side: the rest of the
    sides were never judged.
    """
    grouping = Grouping()
    by_side: dict[int, list[KnownConflict]] = defaultdict(list)
    for conflict in sorted(known, key=lambda item: (item.state != ConflictState.OPEN, item.id)):
        for side in conflict.sides:
            by_side[side].append(conflict)
    rest = []
    for item in disagreements:
        home = _find_home(item, by_side, lineage)
        if home is None:
            rest.append(item)
            continue
        grouping.held[home.id].append(item)
        grouping.joining[home.id] |= {item.one, item.other} - home.sides
    grouping.fresh = [_fresh(items) for items in _components(rest)]
    return grouping


def _find_home(
    item: Disagreement, by_side: dict[int, list[KnownConflict]], lineage: Lineage
) -> KnownConflict | None:
    for conflict in by_side[item.one]:
        # Whoever put both into one conflict by hand knew why, whatever they called it.
        if item.other in conflict.sides and (
            not conflict.is_detected or _is_about(conflict, item, lineage)
        ):
            return conflict
    for conflict in (*by_side[item.one], *by_side[item.other]):
        if conflict.state != ConflictState.DISMISSED and _is_about(conflict, item, lineage):
            return conflict
    return None


def _is_about(conflict: KnownConflict, item: Disagreement, lineage: Lineage) -> bool:
    """One of another's intervention stays apart: a broader name is a wider question."""
    if conflict.is_detected:
        return conflict.intervention in item.interventions
    return any(conflict.intervention in lineage.above(key) for key in item.interventions)


def _components(items: list[Disagreement]) -> list[list[Disagreement]]:
    """Disagreements that share a side and what they are about, directly or over others."""
    parents = list(range(len(items)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    first: dict[tuple[int, str], int] = {}
    for place, item in enumerate(items):
        for side in (item.one, item.other):
            for key in item.interventions:
                other = first.setdefault((side, key), place)
                parents[root(place)] = root(other)
    groups: dict[int, list[Disagreement]] = defaultdict(list)
    for place, item in enumerate(items):
        groups[root(place)].append(item)
    return list(groups.values())


def _fresh(items: list[Disagreement]) -> FreshConflict:
    """Named after what most of the pairs have in common."""
    return FreshConflict(
        intervention=_commonest(key for item in items for key in item.interventions),
        comparator=_commonest(key for item in items for key in item.comparators),
        sides=frozenset(side for item in items for side in (item.one, item.other)),
        is_inferred=all(item.is_inferred for item in items),
    )


def _commonest(keys: Iterable[str]) -> str:
    counted = Counter(keys)
    return min(counted, key=lambda key: (-counted[key], key), default="")
