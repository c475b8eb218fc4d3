"""Which active recommendations point different ways on one thing for the same people.

For against against, and "A rather than B" against "B rather than A". That a panel found too little
evidence, or leaves the choice open, is another sort of difference: nobody says the opposite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apps.guidelines.domain.lineage import Lineage

# Finding out, managing, watching: what is right for one of them says nothing of another. Treating
# and preventing are one, for sources call the same thing either. Doses and safety go with all.
_PURPOSES: Final = {
    "diagnose": "finding",
    "screen": "finding",
    "treat": "managing",
    "prevent": "managing",
    "monitor": "watching",
}
_ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Position:
    """What a recommendation says, for whom. `ages` in years, from (with) and to (without).

    `age_step` is the unit in which its ages are told, in years. `excluded` are concepts that its
    words leave out, `unable` those for people who cannot take which it stands in.
    """

    id: int
    guideline: int
    direction: str
    interventions: frozenset[str]
    comparators: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    unable: frozenset[str] = frozenset()
    intents: frozenset[str] = frozenset()
    ages: tuple[float, float] = (0.0, 120.0)
    age_step: float = 1.0
    sex: str = "any"
    pregnancy: str = "any"
    acuity: str = "any"
    population: str = ""
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two recommendations by id, the smaller first, and on which interventions they differ.

    `comparators` are what those are weighed against where that is what they differ on.
    `is_inferred`: at least one direction was read from verbs, so a person has to look first.
    """

    one: int
    other: int
    interventions: frozenset[str]
    comparators: frozenset[str] = frozenset()
    is_inferred: bool = False


def find_disagreements(
    positions: Iterable[Position], lineage: Lineage, touched: Collection[int] | None = None
) -> list[Disagreement]:
    """Every pair that disagrees, in the order of their ids; with `touched`, pairs with one of them.

    Positions must be active, one for each id. Pairs are looked for by intervention, not all by all.
    """
    by_id = {position.id: position for position in positions}
    seen: set[tuple[int, int]] = set()
    found = []
    for one, other in _pairs(by_id.values(), lineage):
        pair = (min(one, other), max(one, other))
        if touched is not None and one not in touched and other not in touched:
            continue
        if pair not in seen:
            seen.add(pair)
            disagreement = _compare(by_id[pair[0]], by_id[pair[1]], lineage)
            if disagreement is not None:
                found.append(disagreement)
    return sorted(found, key=lambda item: (item.one, item.other))


def _pairs(positions: Collection[Position], lineage: Lineage) -> Iterator[tuple[int, int]]:
    """Pairs that name the same thing and could disagree."""
    against = _by_intervention(item for item in positions if item.direction == "against")
    taken = [item for item in positions if item.direction == "for"]
    rather = _by_intervention(item for item in taken if item.comparators)
    for item in taken:
        wider = {above for key in item.interventions for above in lineage.above(key)}
        rivals = {below for key in item.comparators for below in lineage.below(key)}
        for rows, keys in ((against, wider), (rather, rivals)):
            for key in keys:
                yield from ((item.id, other) for other in rows.get(key, ()))


def _by_intervention(positions: Iterable[Position]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position in positions:
        for key in position.interventions:
            found[key].append(position.id)
    return found


def _compare(one: Position, other: Position, lineage: Lineage) -> Disagreement | None:
    if one.id == other.id or not _same_people(one, other, lineage):
        return None
    is_inferred = one.is_inferred or other.is_inferred
    if is_inferred and not (one.conditions and other.conditions):
        # A guess at the direction and nothing said of the condition: one guess upon another.
        return None
    if {one.direction, other.direction} == {"for", "against"}:
        taken, left = (one, other) if one.direction == "for" else (other, one)
        keys = _recommended_and_not(taken, left, lineage)
        return Disagreement(one.id, other.id, keys, is_inferred=is_inferred) if keys else None
    if one.direction == other.direction == "for":
        mine, theirs = _rather(one, other, lineage), _rather(other, one, lineage)
        if mine and theirs:
            keys, rivals = sorted((mine, theirs), key=sorted)
            return Disagreement(one.id, other.id, keys, rivals, is_inferred)
    return None


def _recommended_and_not(taken: Position, left: Position, lineage: Lineage) -> frozenset[str]:
    """What one recommends and the other recommends against, as the one for it names it.

    Against a class is against each drug in it. For a class is for one or another of them, so it
    does not contradict what speaks against a single one.
    """
    if taken.comparators and left.comparators and not _meet(taken, left, lineage):
        # Better than a placebo and worse than another drug: two questions, and both can be true.
        return frozenset()
    return frozenset(
        key
        for key in taken.interventions
        # Against it for those who cannot take it, for it in those who can.
        if lineage.above(key) & left.interventions and not lineage.above(key) & left.unable
    )


def _meet(one: Position, other: Position, lineage: Lineage) -> bool:
    return any(
        lineage.are_related(mine, theirs)
        for mine in one.comparators
        for theirs in other.comparators
    )


def _rather(one: Position, other: Position, lineage: Lineage) -> frozenset[str]:
    """What `one` prefers and `other` gives something else the preference over."""
    return frozenset(key for key in one.interventions if lineage.above(key) & other.comparators)


def _same_people(one: Position, other: Position, lineage: Lineage) -> bool:
    if one.guideline == other.guideline and _folded(one) != _folded(other):
        # A guideline tells its own populations apart by words, where no column does.
        return False
    return (
        _overlap(one, other)
        and _agree(one.acuity, other.acuity)
        and _agree(one.sex, other.sex)
        and _agree(one.pregnancy, other.pregnancy)
        and not {"male", "pregnant"} <= {one.sex, other.sex, one.pregnancy, other.pregnancy}
        and _same_purpose(one, other)
        and _same_conditions(one, other, lineage)
    )


def _folded(position: Position) -> str:
    return " ".join(position.population.casefold().split())


def _agree(one: str, other: str) -> bool:
    return one == other or "any" in (one, other)


def _overlap(one: Position, other: Position) -> bool:
    """Whether more than one year (or month) of age is shared, or one range lies in the other.

    "18 to 65" and "65 and older" meet in a year because sources do not say to whom it belongs.
    """
    shared = min(one.ages[1], other.ages[1]) - max(one.ages[0], other.ages[0])
    whole = min(one.ages[1] - one.ages[0], other.ages[1] - other.ages[0])
    is_boundary = shared <= max(one.age_step, other.age_step) + _ROUNDING
    return shared > _ROUNDING and (not is_boundary or shared >= whole - _ROUNDING)


def _same_purpose(one: Position, other: Position) -> bool:
    mine, theirs = _purposes(one), _purposes(other)
    return not mine or not theirs or bool(mine & theirs)


def _purposes(position: Position) -> frozenset[str]:
    """None where it says of a dose or of safety, which any purpose has."""
    if not position.intents <= _PURPOSES.keys():
        return frozenset()
    return frozenset(_PURPOSES[intent] for intent in position.intents)


def _same_conditions(one: Position, other: Position, lineage: Lineage) -> bool:
    """Whether one condition is the other or lies above it; without any, it holds in all."""
    if _is_left_out(one, other, lineage) or _is_left_out(other, one, lineage):
        return False
    if not one.conditions or not other.conditions:
        return True
    mine = {key: lineage.above(key) for key in one.conditions}
    theirs = {key: lineage.above(key) for key in other.conditions}
    return any(
        key in above or other_key in mine[key]
        for key in mine
        for other_key, above in theirs.items()
    )


def _is_left_out(one: Position, other: Position, lineage: Lineage) -> bool:
    """Whether `one` leaves out everybody of whom `other` speaks."""
    return bool(one.excluded and other.conditions) and all(
        lineage.above(key) & one.excluded for key in other.conditions
    )
