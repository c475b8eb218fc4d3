"""An answer whose evidence changed after it was given says so; a later one never uses it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from apps.qa.models import AnswerMark, Question, Sentence
from apps.qa.services.answer import answer_question
from core.actors import Actor, ActorKind
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.guidelines.editions import withdraw

TEXT = "What if she cannot take a bisphosphonate?"


def _answered(cast: Cast) -> Question:
    with tenant_scope(cast.northgate.pk):
        key = cast.northgate.partner_keys.get()
    actor = Actor(kind=ActorKind.PARTNER, name=key.name, id=key.pk)
    return make.answered(cast.northgate, TEXT, actor=actor)


def _read(cast: Cast, question: Question) -> Any:
    client = partner(cast.northgate, cast.pia_key)
    return client.get(f"/api/v1/questions/{question.public_id}/").json()


def test_an_answer_given_before_the_change_says_since_when_and_why(cast: Cast) -> None:
    make.store(cast.northgate)
    question = _answered(cast)
    assert _read(cast, question)["affected"] is None

    withdraw(cast, "second")

    affected = _read(cast, question)["affected"]
    assert affected["since"] == "2026-05-04"
    assert "Harms outweigh its benefits" in affected["why"]


def test_an_answer_given_after_the_change_rests_on_what_is_in_force(cast: Cast) -> None:
    make.store(cast.northgate)
    withdraw(cast, "second")

    question = _answered(cast)

    assert _read(cast, question)["affected"] is None
    with tenant_scope(cast.northgate.pk):
        used = Sentence.objects.filter(answer__question=question).values_list(
            "recommendation_version__status", flat=True
        )
        assert "withdrawn" not in set(used)


def test_an_answer_on_something_else_is_not_marked(cast: Cast) -> None:
    make.store(cast.northgate)
    _answered(cast)
    with tenant_scope(cast.northgate.pk):
        used = set(
            Sentence.objects.exclude(role="nearby").values_list(
                "recommendation_version__recommendation__key", flat=True
            )
        )
    assert used == {"second"}

    withdraw(cast, "first")

    with tenant_scope(cast.northgate.pk):
        assert not AnswerMark.objects.exists()


def test_the_question_page_tells_its_reader(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    page = client.post("/questions/", {"text": TEXT, "level": "clinician"})["Location"]
    with tenant_scope(cast.northgate.pk):
        pk = Question.objects.get().pk
    answer_question(tenant_id=cast.northgate.pk, question_id=pk)
    before = client.get(page).content.decode()

    withdraw(cast, "second")

    after = client.get(page).content.decode()
    notice = "The evidence changed since this answer was given"
    assert notice not in before
    assert notice in after
    assert "Evidence changed since 4 May 2026:" in after


@pytest.mark.django_db(transaction=True)
def test_an_answer_on_its_way_while_its_record_is_withdrawn_is_marked_or_made_anew(
    cast: Cast,
) -> None:
    make.store(cast.northgate)
    question = make.question(cast.northgate, TEXT)

    def answer() -> None:
        try:
            answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
        finally:
            connections.close_all()

    def change() -> None:
        try:
            withdraw(cast, "second")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for work in [threads.submit(answer), threads.submit(change)]:
            work.result()

    with tenant_scope(cast.northgate.pk):
        resting = Sentence.objects.filter(
            recommendation_version__recommendation__key="second"
        ).exclude(role="nearby")
        unmarked = resting.filter(answer__marks=None)
        assert not unmarked.exists()
