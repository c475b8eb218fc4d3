"""The direction that words give: read for lack of a label, so it must not be read wrongly."""

from __future__ import annotations

import pytest

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction


@pytest.mark.parametrize(
    "statement",
    [
        "We recommend against routine imaging.",
        "Do not offer the drug to children.",
        "The drug is contraindicated.",
        "Avoid the drug if you can. Consider a lower dose if not.",
        "Use of the drug should be avoided.",
        "Use is contraindicated.",
        "It should not be given, unless nothing else is left.",
        "Select another way: consider an alternative drug.",
        "Choose an alternative agent that another enzyme breaks down.",
        "Consider a suitable antidepressant not mainly metabolized by that enzyme.",
        "If the patient is new to it, prescribe an alternative statin.",
    ],
)
def test_warnings_and_drugs_in_its_place_are_against(statement: str) -> None:
    assert infer_direction(statement) is Direction.AGAINST


@pytest.mark.parametrize(
    "statement",
    [
        "The panel recommends screening.",
        "Start with the usual dose.",
        "No reason to avoid it.",
        "The drug is not contraindicated in carriers.",
        "No dose adjustment is needed.",
        "Avoid strong inhibitors of the enzyme. Start with the usual dose.",
        "Start with half the dose, and avoid grapefruit.",
        "Take it on alternate days; use alternate-day dosing.",
    ],
)
def test_advice_and_the_lack_of_a_reason_against_are_for(statement: str) -> None:
    assert infer_direction(statement) is Direction.FOR


@pytest.mark.parametrize(
    "statement",
    [
        "No recommendation.",
        "The evidence is insufficient to weigh benefits and harms.",
        "The current evidence on screening of adults is insufficient.",
        "We cannot recommend for or against it.",
    ],
)
def test_a_panel_that_does_not_decide_points_nowhere(statement: str) -> None:
    assert infer_direction(statement) is Direction.NONE


def test_a_decision_left_to_the_person_is_for_either() -> None:
    statement = "The decision to begin screening should be an individual one."

    assert infer_direction(statement) is Direction.EITHER


def test_the_first_sentence_that_says_something_decides() -> None:
    assert infer_direction("Offer it. Evidence on intervals is insufficient.") is Direction.FOR


def test_what_is_better_than_the_drug_in_question_speaks_against_it() -> None:
    statement = "Consider the other drug, since it is superior to oldamab."

    assert infer_direction(statement, about="oldamab") is Direction.AGAINST
    assert infer_direction(statement) is Direction.FOR


@pytest.mark.parametrize("statement", ["", "The test has a sensitivity of 80 %.", "…"])
def test_words_without_a_verb_of_advice_give_none(statement: str) -> None:
    assert infer_direction(statement) is None
