"""Which recommendations disagree, and which only differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.domain.disagreement import Position, find_disagreements
from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.successors import ages_in_years

LINEAGE = Lineage(
    {
        "alendronate": ["bisphosphonate"],
        "zoledronate": ["bisphosphonate"],
        "bisphosphonate": ["bone-drug"],
        "hip-fracture": ["fracture"],
    }
)
FOR = Position(
    id=1,
    guideline=1,
    direction="for",
    interventions=frozenset({"alendronate"}),
    conditions=frozenset({"fracture"}),
)
AGAINST = replace(FOR, id=2, guideline=2, direction="against")


def keys(*names: str) -> frozenset[str]:
    return frozenset(names)


def disagree(one: Position, other: Position) -> bool:
    return bool(find_disagreements([one, other], LINEAGE))


def years(low: float | None, high: float | None, unit: str = "a") -> dict[str, Any]:
    return {
        "ages": ages_in_years(low, high, unit),
        "age_step": 1 / 12 if unit == "mo" else 1.0,
    }


def test_for_and_against_the_same_thing_for_the_same_people_disagree() -> None:
    (found,) = find_disagreements([FOR, AGAINST], LINEAGE)

    assert (found.one, found.other, found.interventions) == (1, 2, keys("alendronate"))


@pytest.mark.parametrize("direction", ["for", "either", "none"])
def test_only_for_and_against_disagree(direction: str) -> None:
    assert not disagree(FOR, replace(AGAINST, direction=direction))


def test_against_a_class_disagrees_with_for_a_drug_of_it() -> None:
    assert disagree(FOR, replace(AGAINST, interventions=keys("bone-drug")))


def test_for_a_class_does_not_contradict_against_one_drug_of_it() -> None:
    a_class = replace(FOR, interventions=keys("bisphosphonate"))

    assert not disagree(a_class, AGAINST)


TOLD_APART = [
    ({"acuity": "acute"}, {"acuity": "chronic"}),
    (years(18, None), years(None, 17)),
    (years(40, 49), years(50, 74)),
    (years(18, 65), years(65, None)),
    (years(None, 24, "mo"), years(24, 60, "mo")),
    (years(None, 2), years(24, None, "mo")),
    ({"sex": "male"}, {"sex": "female"}),
    ({"sex": "male"}, {"pregnancy": "pregnant"}),
    ({"pregnancy": "pregnant"}, {"pregnancy": "not_pregnant"}),
    ({"conditions": keys("fracture")}, {"conditions": keys("asthma")}),
    ({"intents": keys("screen")}, {"intents": keys("treat")}),
    ({"intents": keys("monitor")}, {"intents": keys("screen", "diagnose")}),
    ({"excluded": keys("fracture")}, {"conditions": keys("hip-fracture")}),
    ({"comparators": keys("placebo")}, {"comparators": keys("denosumab")}),
]


@pytest.mark.parametrize(("one", "other"), TOLD_APART)
def test_different_people_or_questions_are_told_apart(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not disagree(replace(FOR, **one), replace(AGAINST, **other))
    assert not disagree(replace(FOR, **other), replace(AGAINST, **one))


OVERLAPPING = [
    ({"acuity": "acute"}, {"acuity": "any"}),
    (years(40, 59), years(50, 74)),
    (years(65, 65), years(18, 70)),
    (years(None, 6, "mo"), years(None, 17)),
    (years(60, None), {}),
    ({"sex": "female"}, {"pregnancy": "pregnant"}),
    ({"conditions": keys("hip-fracture")}, {"conditions": keys("fracture")}),
    ({"conditions": keys()}, {"conditions": keys("asthma")}),
    ({"intents": keys("prevent")}, {"intents": keys("treat")}),
    ({"intents": keys("safety", "screen")}, {"intents": keys("treat")}),
    ({"unable": keys("denosumab")}, {}),
    ({"comparators": keys("denosumab")}, {}),
]


@pytest.mark.parametrize(("one", "other"), OVERLAPPING)
def test_overlapping_people_are_not_told_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert disagree(replace(FOR, **one), replace(AGAINST, **other))
    assert disagree(replace(FOR, **other), replace(AGAINST, **one))


def test_against_it_for_those_who_cannot_take_it_is_no_difference() -> None:
    assert not disagree(FOR, replace(AGAINST, unable=keys("bisphosphonate")))


def test_each_rather_than_the_other_is_a_difference_on_the_comparison() -> None:
    one = replace(FOR, interventions=keys("alendronate"), comparators=keys("denosumab"))
    other = replace(
        FOR, id=2, guideline=2, interventions=keys("denosumab"), comparators=keys("bisphosphonate")
    )

    (found,) = find_disagreements([one, other], LINEAGE)

    assert (found.interventions, found.comparators) == (keys("alendronate"), keys("denosumab"))


def test_two_that_prefer_the_same_agree() -> None:
    one = replace(FOR, comparators=keys("denosumab"))
    other = replace(AGAINST, interventions=keys("denosumab"), comparators=keys("alendronate"))

    assert not disagree(one, other)


def test_a_guideline_tells_its_own_populations_apart_by_words() -> None:
    mine = replace(FOR, population="poor metabolisers")
    exception = replace(AGAINST, guideline=1, population="normal metabolisers")

    assert not disagree(mine, exception)
    assert disagree(mine, replace(exception, population="Poor  metabolisers"))
    assert disagree(mine, replace(exception, guideline=2))


def test_a_direction_that_was_read_from_verbs_is_marked() -> None:
    (found,) = find_disagreements([FOR, replace(AGAINST, is_inferred=True)], LINEAGE)

    assert found.is_inferred


def test_a_read_direction_without_a_condition_says_too_little() -> None:
    assert not disagree(FOR, replace(AGAINST, is_inferred=True, conditions=keys()))


def test_only_pairs_with_a_touched_one_are_compared() -> None:
    third = replace(FOR, id=3, guideline=3)

    found = find_disagreements([FOR, AGAINST, third], LINEAGE, touched={3})

    assert [(item.one, item.other) for item in found] == [(2, 3)]


CONCEPTS = ["alendronate", "zoledronate", "bisphosphonate", "bone-drug", "denosumab"]


@st.composite
def positions(draw: st.DrawFn) -> list[Position]:
    some = st.frozensets(st.sampled_from(CONCEPTS), max_size=2)
    ages = st.tuples(st.integers(0, 60), st.integers(1, 60)).map(lambda p: (p[0], p[0] + p[1]))
    return [
        Position(
            id=number,
            guideline=draw(st.integers(1, 3)),
            direction=draw(st.sampled_from(["for", "against", "either", "none"])),
            interventions=draw(some),
            comparators=draw(some),
            conditions=draw(st.frozensets(st.sampled_from(["fracture", "hip-fracture", "asthma"]))),
            ages=draw(ages),
            sex=draw(st.sampled_from(["any", "male", "female"])),
            is_inferred=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(2, 6)) + 1)
    ]


@given(positions(), st.randoms())
def test_the_order_of_positions_does_not_matter(rows: list[Position], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert find_disagreements(shuffled, LINEAGE) == find_disagreements(rows, LINEAGE)


@given(positions())
def test_looking_one_by_one_finds_what_looking_at_all_finds(rows: list[Position]) -> None:
    at_once = find_disagreements(rows, LINEAGE)

    one_by_one = {
        (item.one, item.other): item
        for row in rows
        for item in find_disagreements(rows, LINEAGE, touched={row.id})
    }

    assert list(one_by_one) != [] or at_once == []
    assert sorted(one_by_one) == [(item.one, item.other) for item in at_once]


@given(positions())
def test_nobody_disagrees_with_itself_or_with_other_ages(rows: list[Position]) -> None:
    by_id = {row.id: row for row in rows}

    for item in find_disagreements(rows, LINEAGE):
        one, other = by_id[item.one], by_id[item.other]
        assert item.one < item.other
        assert max(one.ages[0], other.ages[0]) < min(one.ages[1], other.ages[1])
        assert {one.sex, other.sex} != {"male", "female"}
        assert item.interventions <= one.interventions | other.interventions
