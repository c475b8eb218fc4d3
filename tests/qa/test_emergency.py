"""Who needs help now is told so at once, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.qa.domain.emergency import find_emergencies, rule_book
from apps.qa.models import Question
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.qa.posting import post

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "emergencies.jsonl").read_text("utf-8").splitlines()
]
CHEST_PAIN = "I have crushing chest pain, can I take ibuprofen?"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_question_fires_the_rule_it_should_and_none_where_nobody_is_in_danger(
    case: dict[str, Any],
) -> None:
    fired = {rule.id for rule in find_emergencies(case["text"])}

    assert (case["emergency"] in fired) if case["emergency"] else not fired


@pytest.mark.parametrize(
    "text",
    [
        "I can’t breathe",
        "I CAN'T BREATHE!!!",
        "Hello, my husband has been ill for days; now he can't breathe and I am afraid.",
    ],
)
def test_how_it_is_typed_makes_no_difference(text: str) -> None:
    assert [rule.id for rule in find_emergencies(text)] == ["breathing"]


def test_every_rule_says_what_to_do() -> None:
    assert all(rule.title and rule.advice for rule in rule_book().rules)


def test_the_person_is_told_before_the_answer_is_there(cast: Cast) -> None:
    client = browser(cast.northgate)

    response = client.post("/questions/", {"text": CHEST_PAIN, "level": "patient"}, follow=True)

    html = response.content.decode()
    assert "Your question is on its way" in html
    assert html.index('<a href="tel:112">112</a> now') < html.index("Your question is on its way")
    assert "This may be a heart attack" in html


def test_the_question_of_an_emergency_still_gets_its_answer(cast: Cast) -> None:
    make.store(cast.northgate)
    text = "She cannot take a bisphosphonate, and her legs went numb suddenly. What else?"

    question = make.answered(cast.northgate, text)

    assert question.emergencies == ["cauda-equina"]
    with tenant_scope(cast.northgate.pk):
        answer = question.answers.get()
        # The store says nothing of numb legs.
        assert (answer.outcome, answer.sentences.count()) == ("partly_answered", 1)


def test_a_program_is_told_at_once_and_sees_the_outcome(cast: Cast) -> None:
    shown = post(cast, {"text": CHEST_PAIN, "level": "patient"}).json()

    assert shown["emergency"]["number"] == "112"
    assert shown["emergency"]["rules"] == rule_book().version
    assert [warning["id"] for warning in shown["emergency"]["warnings"]] == ["chest-pain"]
    assert shown["outcome"] is None


def test_no_emergency_is_said_to_be_none(cast: Cast) -> None:
    shown = post(cast, {"text": "What treats osteoporosis?", "level": "patient"}).json()

    assert shown["emergency"] is None


def test_what_fired_is_kept_with_the_version_of_the_rules(cast: Cast) -> None:
    question = make.question(cast.northgate, CHEST_PAIN)

    with tenant_scope(cast.northgate.pk):
        kept = Question.objects.get(pk=question.pk)
        assert (kept.emergencies, kept.emergency_rules) == (["chest-pain"], rule_book().version)
