"""Which recommendation takes the place of which: sure where it is plain, a question elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.domain.successors import (
    CERTAIN,
    MARGIN,
    WORTH_ASKING,
    Candidate,
    Match,
    ages_in_years,
    match,
)

WORDS = ("aspirin", "statin", "colon", "screen", "adults", "stroke", "daily", "low", "dose", "50")
EVERYBODY = (0.0, 120.0)


def candidate(key: str, statement: str, **facts: Any) -> Candidate:
    """Somebody of any age and sex, unless the test says otherwise."""
    told: dict[str, Any] = {
        "population": "",
        "ages": EVERYBODY,
        "sex": "any",
        "interventions": frozenset(),
    }
    return Candidate(key=key, statement=statement, **{**told, **facts})


candidates = st.lists(
    st.builds(
        candidate,
        key=st.text("abcdef", min_size=1, max_size=3),
        statement=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
        population=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
        ages=st.tuples(st.integers(0, 60), st.integers(61, 120)).map(
            lambda ages: (float(ages[0]), float(ages[1]))
        ),
        sex=st.sampled_from(["any", "female", "male"]),
        interventions=st.frozensets(st.sampled_from(WORDS[:3]), max_size=2),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


def _score(old: Candidate, new: Candidate) -> float:
    found = match([old], [new])
    return found[0].score if found else 0.0


@given(candidates, candidates)
def test_nothing_takes_two_places_and_nothing_has_two_successors(
    older: list[Candidate], newer: list[Candidate]
) -> None:
    found = match(older, newer)

    assert len({one.older for one in found}) == len({one.newer for one in found}) == len(found)
    assert {one.older for one in found} <= {one.key for one in older}
    assert {one.newer for one in found} <= {one.key for one in newer}


@given(candidates, candidates)
def test_what_is_certain_has_no_rival_near(older: list[Candidate], newer: list[Candidate]) -> None:
    before, now = {one.key: one for one in older}, {one.key: one for one in newer}

    for found in match(older, newer):
        if not found.is_certain:
            continue
        rivals = [_score(before[found.older], new) for new in newer if new.key != found.newer]
        rivals += [_score(old, now[found.newer]) for old in older if old.key != found.older]
        assert found.score >= CERTAIN
        assert found.score - max(rivals, default=0.0) >= MARGIN - 0.002  # scores are rounded


@given(candidates, candidates)
def test_a_pair_is_as_alike_from_either_side(
    older: list[Candidate], newer: list[Candidate]
) -> None:
    for old in older:
        for new in newer:
            assert _score(old, new) == _score(new, old)


@given(candidates, candidates)
def test_the_best_come_first_and_none_is_proposed_without_need(
    older: list[Candidate], newer: list[Candidate]
) -> None:
    scores = [one.score for one in match(older, newer)]

    assert scores == sorted(scores, reverse=True)
    assert all(WORTH_ASKING - 0.001 <= score <= 1 for score in scores)


@given(candidates)
def test_the_same_recommendation_under_another_key_is_found(older: list[Candidate]) -> None:
    for old in older:
        (found,) = match([old], [replace(old, key="another")])
        assert (found.score, found.is_certain) == (1.0, True)


def _only(older: list[Candidate], newer: list[Candidate]) -> Match:
    (found,) = match(older, newer)
    return found


def test_a_reworded_statement_for_the_same_people_is_a_successor() -> None:
    people: dict[str, Any] = {"population": "women of 65 and over", "ages": (65.0, 120.0)}
    old = candidate("b-12", "Measure bone density once to find osteoporosis", **people)
    new = candidate(
        "b-31", "Measure bone density to find osteoporosis and prevent breaks", **people
    )

    found = _only([old], [new])

    assert found.is_certain
    assert found.reasons[1] == "Their ages overlap by 100 %."


def test_another_age_under_nearly_the_same_words_is_a_question() -> None:
    old = candidate("c-1", "Screen for bowel cancer", ages=(50.0, 76.0))
    new = candidate("c-7", "Screen for bowel cancer", ages=(45.0, 50.0))

    found = _only([old], [new])

    assert not found.is_certain
    assert "Their ages overlap by 0 %." in found.reasons


def test_of_two_ages_the_nearer_one_follows() -> None:
    old = candidate("c-1", "Screen for bowel cancer", ages=(50.0, 76.0))
    near = candidate("c-7", "Screen for bowel cancer", ages=(50.0, 76.0))
    far = candidate("c-8", "Screen for bowel cancer", ages=(45.0, 50.0))

    found = _only([old], [far, near])

    assert (found.newer, found.is_certain) == ("c-7", True)


def test_two_equally_good_successors_are_a_question() -> None:
    old = candidate("a", "Give folic acid before pregnancy")
    twins = [candidate(key, "Give folic acid before pregnancy") for key in ("x", "y")]

    assert not _only([old], twins).is_certain


def test_one_drug_for_another_is_never_certain() -> None:
    said = "Start {} at once in adults with a new blood clot of the leg or lung"
    old = candidate("d-1", said.format("warfarin"), interventions=frozenset({"warfarin"}))
    new = candidate("d-9", said.format("apixaban"), interventions=frozenset({"apixaban"}))

    found = _only([old], [new])

    assert not found.is_certain
    assert "They name different interventions." in found.reasons


def test_people_of_whom_nothing_is_said_make_no_likeness() -> None:
    old = candidate("e-1", "Brace the wrist for six weeks")
    new = candidate("e-2", "Ask about falls at every visit")

    assert match([old], [new]) == []


def test_the_same_people_alone_make_no_likeness() -> None:
    people: dict[str, Any] = {"population": "adults", "ages": (18.0, 120.0)}
    old = candidate("f-1", "Ask about low mood", **people)
    new = candidate("f-2", "Measure blood pressure yearly", **people)

    assert match([old], [new]) == []


def test_another_sex_is_named_to_whoever_decides() -> None:
    old = candidate("g-1", "Look for an aneurysm once by ultrasound", sex="male")
    new = candidate("g-2", "Look for an aneurysm once by ultrasound", sex="female")

    assert "The sex differs: male before, female now." in _only([old], [new]).reasons


def test_words_of_any_script_are_words() -> None:
    old = candidate("h-1", "Ostéoporose : mesurer la densité osseuse")
    new = candidate("h-2", "Ostéoporose : mesurer la densité osseuse")

    assert _only([old], [new]).is_certain


@pytest.mark.parametrize(
    ("low", "high", "unit", "years"),
    [
        (None, None, "", (0.0, 120.0)),
        (50, 75, "a", (50.0, 76.0)),
        (18, None, "a", (18.0, 120.0)),
        (6, 23, "mo", (0.5, 2.0)),
        (None, 130, "a", (0.0, 120.0)),
    ],
)
def test_ages_are_counted_in_years_to_their_end(
    low: float | None, high: float | None, unit: str, years: tuple[float, float]
) -> None:
    assert ages_in_years(low, high, unit) == years


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (
            "Screen sexually active women for gonorrhea.",
            "Screen sexually active women for chlamydia.",
        ),
        (
            "Offer the drug to women at high risk of it.",
            "Offer the drug to women not at high risk of it.",
        ),
    ],
    ids=["another disease", "a negation"],
)
def test_one_word_that_turns_the_advice_is_a_question(before: str, now: str) -> None:
    people = {"population": "women", "sex": "female", "ages": (24.0, 120.0)}

    found = match([candidate("old", before, **people)], [candidate("new", now, **people)])

    assert [(pair.newer, pair.is_certain) for pair in found] == [("new", False)]
