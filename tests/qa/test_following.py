"""What a follow-up takes over from the question before, and what it never does."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.qa.domain.following import follow, same_people, say_people
from apps.qa.domain.population import People, read_acuity, read_people
from apps.qa.domain.shapes import Understanding
from tests.qa.evidence import meaning, meanings, people

DENOSUMAB: Final = frozenset({"denosumab"})
BONE_DRUGS: Final = frozenset({"bisphosphonate", "alendronate"})
TEXTS: Final = (
    "And in men?",
    "How often is it given?",
    "What if she cannot take it?",
    "Does a brace help?",
    "Is that drug safe in pregnancy?",
    "How is measles treated?",
)


def above(keys: frozenset[str]) -> frozenset[str]:
    return frozenset({"bone drug"}) if keys else frozenset()


def following(text: str, now: dict[str, Any], before: dict[str, Any]) -> Understanding:
    said = {"conditions": frozenset(), "people": read_people(text), "acuity": read_acuity(text)}
    return follow(meaning(**{**said, **now}), meaning(**before), text=text, parents=above)


@pytest.mark.parametrize(
    "text", ["How often is it given?", "Is that drug safe?", "And in a man of 80?", "Since when?"]
)
def test_it_is_what_the_question_before_named(text: str) -> None:
    meant = following(text, {}, {"asked_about": (DENOSUMAB,)})

    assert meant.asked_about == (DENOSUMAB,)
    assert meant.conditions == {"osteoporosis"}


def test_what_cannot_be_taken_may_be_it() -> None:
    meant = following("What if she cannot take it?", {}, {"asked_about": (BONE_DRUGS,)})

    assert (meant.excluded, meant.asked_about) == (BONE_DRUGS, ())
    assert meant.wider == {"bone drug"}


def test_what_cannot_be_taken_stays_so_until_a_treatment_is_named() -> None:
    before = {"excluded": BONE_DRUGS, "wider": frozenset({"bone drug"})}

    still = following("And in men?", {}, before)
    named = following("Is alendronate an option?", {"asked_about": (BONE_DRUGS,)}, before)

    assert still.excluded == BONE_DRUGS
    assert (named.excluded, named.asked_about) == (frozenset(), (BONE_DRUGS,))


def test_another_condition_is_another_question() -> None:
    meant = following(
        "How is hypertension treated?",
        {"conditions": frozenset({"hypertension"})},
        {"asked_about": (DENOSUMAB,), "acuity": "chronic"},
    )

    assert (meant.asked_about, meant.conditions) == ((), {"hypertension"})
    assert meant.acuity == "any"


def test_a_subject_that_the_store_does_not_have_stays_missing() -> None:
    before = {"conditions": frozenset(), "unknown": ("measles",), "names_something": False}

    meant = following("And in children?", {"names_something": False}, before)

    assert meant.unknown == ("measles",)
    assert not meant.names_something


def test_a_question_on_something_else_is_not_rescued_by_the_one_before() -> None:
    meant = following(
        "What is the capital of France?",
        {"unknown": ("capital", "France"), "names_something": False},
        {"asked_about": (DENOSUMAB,)},
    )

    assert not meant.names_something


def test_another_person_is_not_pregnant_for_the_one_before() -> None:
    before = read_people("a pregnant woman, 34 years old")

    assert same_people(read_people("And in men?"), before) == read_people("And in men?")
    assert same_people(read_people("And at 50 years old?"), before) == People(
        (50.0, 50.0), "female", "pregnant"
    )


@given(now=meanings, before=meanings, text=st.sampled_from(TEXTS))
def test_what_the_new_question_names_always_wins(
    now: Understanding, before: Understanding, text: str
) -> None:
    meant = follow(now, before, text=text, parents=above)

    assert meant.asked_about == now.asked_about or not now.asked_about
    assert meant.conditions == now.conditions or not now.conditions
    assert now.excluded <= meant.excluded
    assert set(now.unknown) <= set(meant.unknown)
    assert meant.intents >= now.intents


def test_it_is_not_the_one_before_where_the_question_names_another() -> None:
    meant = following(
        "Is denosumab safe if she cannot take it?",
        {"asked_about": (DENOSUMAB,)},
        {"asked_about": (BONE_DRUGS,)},
    )

    assert (meant.asked_about, meant.excluded) == ((DENOSUMAB,), frozenset())


@given(now=meanings, before=meanings, text=st.sampled_from(TEXTS))
def test_nothing_comes_from_nowhere(now: Understanding, before: Understanding, text: str) -> None:
    meant = follow(now, before, text=text, parents=above)

    treatments = {*now.asked_about, *before.asked_about}
    assert set(meant.asked_about) <= treatments
    assert meant.conditions <= now.conditions | before.conditions
    assert meant.excluded <= now.excluded | before.excluded | frozenset().union(*treatments)
    assert not (meant.excluded and meant.asked_about) or meant.excluded <= (
        now.excluded | before.excluded
    )


@given(now=people, before=people)
def test_whom_the_new_question_names_always_wins(now: People, before: People) -> None:
    meant = same_people(now, before)

    assert now.sex in ("any", meant.sex)
    assert now.pregnancy in ("any", meant.pregnancy)
    assert (
        not (meant.sex == "male" and meant.pregnancy == "pregnant")
        or now.pregnancy == ("pregnant")
        or before.sex == "male"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a woman of 80 years old", ["a woman", "aged 80"]),
        ("an 80-year-old man", ["a man", "aged 80"]),
        ("people over 65", ["over 65"]),
        ("children", ["up to 17"]),
        ("teenagers", ["aged 12 to 17"]),
        ("a pregnant woman", ["a woman", "an adult", "pregnant"]),
        ("she is not pregnant", ["a woman", "not pregnant"]),
    ],
)
def test_whom_it_is_about_is_said_in_words(text: str, said: list[str]) -> None:
    assert list(say_people(read_people(text), besides=People())) == said
