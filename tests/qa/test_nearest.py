"""What one could ask instead: questions that the store does answer, and nothing that misleads."""

from __future__ import annotations

import pytest
from hypothesis import given

from apps.qa.domain.nearest import NEARBY, ask_instead, nearest
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.population import People, are_meant
from apps.qa.domain.shapes import Evidence, Understanding
from apps.qa.models import Question
from apps.qa.selectors import question_page
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.qa.evidence import KEYS, evidence, meaning, meanings, records
from tests.qa.growing import TEXT

NAMES = {key: key for key in KEYS}


@given(found=records, meant=meanings)
def test_at_most_three_different_questions_for_the_same_people(
    found: list[Evidence], meant: Understanding
) -> None:
    near = nearest(found, meant, NAMES)

    assert len({claim.heading for claim in near}) == len(near) <= NEARBY
    assert all(are_meant(meant.people, claim.evidence.people) for claim in near)


@given(found=records, meant=meanings)
def test_nothing_that_cannot_be_taken_is_offered(
    found: list[Evidence], meant: Understanding
) -> None:
    for claim in nearest(found, meant, NAMES):
        given_anyway = meant.excluded.intersection(claim.evidence.interventions)
        assert not given_anyway or claim.evidence.direction == "against"


@pytest.mark.parametrize(
    ("facts", "question"),
    [
        ({}, "Is bisphosphonate recommended in osteoporosis?"),
        ({"direction": "against"}, "Is bisphosphonate recommended in osteoporosis?"),
        ({"conditions": frozenset()}, "When is bisphosphonate recommended?"),
        ({"interventions": ()}, "What is recommended in osteoporosis?"),
        ({"interventions": ("unnamed",), "conditions": frozenset()}, ""),
    ],
)
def test_the_question_says_nothing_of_which_way_the_record_points(
    facts: dict[str, object], question: str
) -> None:
    assert ask_instead(evidence(**facts), meaning(), NAMES) == question


def test_what_is_for_other_people_is_not_near() -> None:
    children = evidence(people=People(ages=(0.0, 18.0)))

    assert nearest([children], meaning(people=People(ages=(70.0, 70.0))), NAMES) == ()


def test_each_question_offered_is_answered_by_the_record_behind_it(cast: Cast) -> None:
    make.store(cast.northgate)
    asked = make.answered(cast.northgate, TEXT)
    with tenant_scope(cast.northgate.pk):
        page = question_page(asked, tenant=cast.northgate, level=Level.PATIENT, host="example")
    assert page.answer is not None
    assert page.answer.not_covered is not None
    near = page.answer.not_covered.covered_nearby
    assert len(near) == 2

    for item in near:
        question = make.answered(cast.northgate, item.question)
        with tenant_scope(cast.northgate.pk):
            answer = question.answers.get()
            told = [row.recommendation_version.public_id for row in answer.sentences.all()]
            assert answer.outcome == Outcome.ANSWERED
            assert item.url.split("/")[-2] in map(str, told)


def test_one_click_asks_what_is_offered(cast: Cast) -> None:
    make.store(cast.northgate)
    asked = make.answered(cast.northgate, TEXT, actor=cast.rosa_acting)
    client = browser(cast.northgate, cast.rosa)
    offered = "Is denosumab recommended in osteoporosis?"
    html = client.get(f"/questions/{asked.public_id}/").content.decode()
    assert f'<input type="hidden" name="text" value="{offered}">' in html
    assert '<form method="post" action="/questions/">' in html

    response = client.post("/questions/", {"text": offered, "level": "clinician"})

    assert response.status_code == 302
    with tenant_scope(cast.northgate.pk):
        assert Question.objects.filter(text=offered).count() == 1
