"""For whom a question is asked, and which records are for them."""

from __future__ import annotations

import pytest

from apps.qa.domain.population import (
    ANY_AGE,
    People,
    are_meant,
    read_acuity,
    read_people,
)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Should an 80-year-old start a statin?", (80, 80)),
        ("A woman aged 70", (70, 70)),
        ("He is 45 years old", (45, 45)),
        ("An 18-month-old with earache", (1.5, 1.5)),
        ("people over 65", (65, ANY_AGE[1])),
        ("anybody under 50", (0, 50)),
        ("My child has a sore throat", (0, 17)),
        ("a teenager with low mood", (12, 17)),
        ("a dose over 40 mg", ANY_AGE),
        ("a blood pressure above 140/90", ANY_AGE),
        ("after 10 years of treatment", ANY_AGE),
        ("What helps in osteoporosis?", ANY_AGE),
    ],
)
def test_ages_are_read_as_the_question_says_them(text: str, ages: tuple[float, float]) -> None:
    assert read_people(text).ages == ages


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Should men be screened?", "male"),
        ("What if she cannot take it?", "female"),
        ("Should women and men be screened?", "any"),
        ("What about the patient?", "any"),
        ("How should menopause be managed?", "any"),
    ],
)
def test_sex_is_read_only_where_one_is_named(text: str, sex: str) -> None:
    assert read_people(text).sex == sex


@pytest.mark.parametrize(
    ("text", "pregnancy"),
    [
        ("She is pregnant", "pregnant"),
        ("Is it safe in pregnancy?", "pregnant"),
        ("She is not pregnant", "not_pregnant"),
        ("a non-pregnant woman", "not_pregnant"),
        ("a young woman", "any"),
    ],
)
def test_pregnancy_is_read_with_its_negation(text: str, pregnancy: str) -> None:
    assert read_people(text).pregnancy == pregnancy


@pytest.mark.parametrize(
    ("asked", "record", "meant"),
    [
        (People(), People(ages=(65, 200), sex="female"), True),
        (People(ages=(80, 80)), People(ages=(40, 76)), False),
        (People(ages=(75, 75)), People(ages=(40, 76)), True),
        (People(ages=(76, 76)), People(ages=(76, 200)), True),
        (People(ages=(0, 17)), People(ages=(18, 200)), False),
        (People(sex="male"), People(sex="female"), False),
        (People(sex="male"), People(sex="any"), True),
        (People(pregnancy="pregnant"), People(pregnancy="not_pregnant"), False),
        (People(pregnancy="pregnant"), People(pregnancy="any"), True),
        (People(), People(pregnancy="pregnant"), False),
        (People(), People(pregnancy="not_pregnant"), True),
        (People(pregnancy="not_pregnant"), People(pregnancy="pregnant"), False),
    ],
)
def test_a_record_is_for_the_people_it_names(asked: People, record: People, *, meant: bool) -> None:
    assert are_meant(asked, record) is meant


@pytest.mark.parametrize(
    ("text", "acuity"),
    [
        ("How should a chronic wedge fracture be treated?", "chronic"),
        ("The fracture is new, what helps?", "acute"),
        ("Pain after a recent fracture", "acute"),
        ("An acute fracture beside a chronic one", "any"),
        ("Is vertebroplasty recommended?", "any"),
    ],
)
def test_acuity_is_read_where_the_words_say_one(text: str, acuity: str) -> None:
    assert read_acuity(text) == acuity
