"""What only a person can decide is said to be so, with whom to ask, beside the general answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.qa.domain.needs_person import find_decisions, rule_book
from apps.qa.domain.outcome import Outcome, outcome_of
from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.qa.posting import PATH, post

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "needs_person.jsonl").read_text("utf-8").splitlines()
]
STOP = "Should I stop my denosumab? It is for osteoporosis."
TOGETHER = "Can I take denosumab with alendronate?"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_question_fires_the_rule_it_should_and_a_general_one_fires_none(
    case: dict[str, Any],
) -> None:
    fired = {rule.id for rule in find_decisions(case["text"])}

    assert (case["rule"] in fired) if case["rule"] else not fired


def test_each_rule_has_cases_and_says_whom_to_ask() -> None:
    rules = rule_book().rules

    assert {rule.id for rule in rules} == {case["rule"] for case in CASES} - {None}
    assert all(rule.title and rule.ask.startswith("Ask ") for rule in rules)


@pytest.mark.parametrize(
    ("is_emergency", "needs_person", "outcome"),
    [
        (True, True, Outcome.EMERGENCY),
        (False, True, Outcome.NEEDS_PERSON),
        (False, False, Outcome.PARTLY_ANSWERED),
    ],
)
def test_help_comes_first_then_whom_to_ask_then_the_store(
    is_emergency: bool, needs_person: bool, outcome: Outcome
) -> None:
    found = outcome_of("partly_answered", is_emergency=is_emergency, needs_person=needs_person)

    assert found is outcome


def test_the_general_answer_stands_below_whom_to_ask(cast: Cast) -> None:
    make.store(cast.northgate)
    question = make.answered(cast.northgate, STOP, actor=cast.rosa_acting)

    client = browser(cast.northgate, cast.rosa)
    html = client.get(f"/questions/{question.public_id}/").content.decode()

    assert "Do not stop or change a prescribed medicine on your own" in html
    assert html.index("Ask whoever prescribed it") < html.index("Consider denosumab where")


def test_a_program_sees_the_outcome_and_the_reasons(cast: Cast) -> None:
    make.store(cast.northgate)
    assert post(cast, {"text": STOP, "level": "patient"}).json()["needs_person"] is None
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)

    shown = partner(cast.northgate, cast.pia_key).get(f"{PATH}{question.public_id}/").json()

    assert shown["outcome"] == "needs_person"
    assert shown["needs_person"]["rules"] == rule_book().version
    assert [reason["id"] for reason in shown["needs_person"]["reasons"]] == ["prescribed-medicine"]
    assert shown["answer"]["summary"]


def test_a_combination_needs_a_pharmacist_unless_a_record_speaks_of_it(cast: Cast) -> None:
    both = make.recommendation(
        "both",
        "Do not combine denosumab with alendronate.",
        interventions=["denosumab", "alendronate"],
        direction="against",
    )
    both |= {"ratings": both["ratings"][1:], "strength": None}
    make.store(cast.harbour, make.package(*make.default_recommendations(), both))
    make.store(cast.northgate)

    asked = {
        tenant.slug: make.answered(tenant, TOGETHER) for tenant in (cast.northgate, cast.harbour)
    }

    assert asked["northgate"].needs_person == ["drug-combination"]
    assert asked["harbour"].needs_person == []
