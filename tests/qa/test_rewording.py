"""A language model may word sentences again; the answer says what the store says all the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.qa.domain.outcome import Outcome
from apps.qa.domain.shapes import Draft
from apps.qa.models import (
    Answer,
    Question,
    Sentence,
)
from apps.qa.services.answer import answer_question
from apps.qa.services.rewording import permit_for
from apps.qa.wire import show_question
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.qa.fake_model import (
    QUESTION,
    REWORDED,
    STATEMENT,
    Behaviour,
    Response,
    always,
    failures_of,
    ready,
    says,
    sentences_of,
    serving,
    switched_on,
    use_of,
    well,
)

__all__ = ["ready"]


def _told(cast: Cast, question: Question) -> tuple[Answer, list[Sentence]]:
    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        return answer, list(answer.sentences.order_by("ordinal"))


def _replies(make_texts: Callable[[dict[str, str]], Any]) -> Behaviour:
    return lambda request: says(make_texts(sentences_of(request)))


def test_a_sentence_that_says_the_same_is_shown_in_the_models_words(
    ready: Cast, settings: Any
) -> None:
    with serving(well, settings) as fake:
        question = make.answered(ready.northgate, QUESTION)

    answer, (row,) = _told(ready, question)
    assert (row.reworded, row.clinician, answer.model) == (REWORDED, STATEMENT, "fake-1")
    assert fake.headers[0]["Authorization"] == "Bearer key-of-the-tests"
    assert fake.requests[0]["model"] == "fake-1"
    assert fake.requests[0]["response_format"]["type"] == "json_schema"


def test_only_sentences_of_the_store_are_sent(ready: Cast, settings: Any) -> None:
    with serving(well, settings) as fake:
        make.answered(ready.northgate, f"{QUESTION} My zebra wants to know.")

    assert list(sentences_of(fake.requests[0]).values()) == [STATEMENT]
    assert "zebra" not in fake.everything_it_got


WRONG: dict[str, Behaviour] = {
    "another number": always(REWORDED.replace("adults", "2 adults")),
    "turned": always(REWORDED.replace("recommends", "recommends against")),
    "weaker": always(REWORDED.replace("recommends", "suggests")),
    "another drug": always(REWORDED.replace("a bisphosphonate", "denosumab")),
    "another people": always(REWORDED.replace("adults", "children")),
    "invented": always("Eat more yoghurt and sleep well."),
    "added": always(f"{REWORDED} It is safe in pregnancy."),
    "left out": always("ACP recommends a bisphosphonate."),
    "HTML": always(f"<b>{REWORDED}</b>"),
    "a link": always(REWORDED.replace("ACP", "www.acp.example")),
    "empty": always(""),
    "wrong ids": _replies(lambda texts: {"x1": REWORDED}),
    "an id too many": _replies(lambda texts: {**texts, "s99": "Take 10 of them."}),
}


@pytest.mark.parametrize("behave", WRONG.values(), ids=WRONG)
def test_what_differs_from_its_record_is_not_shown(
    ready: Cast, settings: Any, behave: Behaviour
) -> None:
    with serving(behave, settings):
        question = make.answered(ready.northgate, QUESTION)

    answer, (row,) = _told(ready, question)
    assert (row.reworded, answer.model, answer.outcome) == ("", "", "answered")
    assert use_of(ready).kept == 0
    assert failures_of(ready) == []


def _garbage(body: bytes) -> Behaviour:
    return lambda request: Response(body=body)


BROKEN: dict[str, tuple[Behaviour, str]] = {
    "no JSON": (_garbage(b"<html>502</html>"), "unreadable"),
    "another JSON": (_garbage(b'{"answer": 42}'), "unreadable"),
    "no choices": (_garbage(b'{"choices": []}'), "unreadable"),
    "nested": (_garbage(b"[" * 100_000), "unreadable"),
    "huge": (_garbage(b" " * 300_000), "unreadable"),
    "text without JSON": (_replies(lambda texts: "Sure! Here it is."), "unreadable"),
    "a list": (_replies(lambda texts: "[1]"), "unreadable"),
    "no texts": (_replies(lambda texts: '{"s1": 1}'), "unreadable"),
    "nested text": (_replies(lambda texts: "[" * 50_000), "unreadable"),
    "no such model": (lambda request: Response(status=404), "refused"),
    "no right": (lambda request: Response(status=401), "refused"),
    "broken": (lambda request: Response(status=500), "busy"),
    "too many": (
        lambda request: Response(status=429, headers={"Retry-After": "3600"}),
        "busy",
    ),
}


@pytest.mark.parametrize(("behave", "kind"), BROKEN.values(), ids=BROKEN)
def test_a_broken_model_costs_nothing_but_its_words(
    ready: Cast, settings: Any, behave: Behaviour, kind: str
) -> None:
    with serving(behave, settings):
        question = make.answered(ready.northgate, QUESTION)

    answer, (row,) = _told(ready, question)
    assert (row.reworded, answer.outcome, question.attempts) == ("", "answered", 1)
    assert failures_of(ready) == [kind]


@pytest.mark.parametrize(
    "response",
    [Response(hangs=True), Response(body=b" " * 10_000, drips=True)],
    ids=["hangs", "drips"],
)
def test_an_answer_does_not_wait_longer_than_its_budget(
    ready: Cast, settings: Any, response: Response
) -> None:
    with serving(lambda request: response, settings):
        settings.LLM_BUDGET_SECONDS = 1
        started = time.monotonic()
        question = make.answered(ready.northgate, QUESTION)
        took = time.monotonic() - started

    _, (row,) = _told(ready, question)
    assert row.reworded == ""
    assert failures_of(ready) == ["timeout"]
    # A second for the model, and what a busy machine needs for the rest; the server takes 30.
    assert took < 10


def test_a_model_that_is_away_is_told_from_one_that_is_slow(ready: Cast, settings: Any) -> None:
    with serving(well, settings):
        pass

    make.answered(ready.northgate, QUESTION)

    assert failures_of(ready) == ["unreachable"]


def test_a_busy_model_is_asked_once_more(ready: Cast, settings: Any) -> None:
    replies = iter([Response(status=503, headers={"Retry-After": "0"})])

    with serving(lambda request: next(replies, None) or well(request), settings) as fake:
        question = make.answered(ready.northgate, QUESTION)

    _, (row,) = _told(ready, question)
    assert (row.reworded, len(fake.requests)) == (REWORDED, 2)
    assert failures_of(ready) == []


def test_the_page_shows_the_models_words_at_the_level_asked_for_and_says_so(
    ready: Cast, settings: Any
) -> None:
    client = browser(ready.northgate)
    address = client.post("/questions/", {"text": QUESTION, "level": "patient"})["Location"]
    with tenant_scope(ready.northgate.pk):
        asked = Question.objects.get()
    with serving(well, settings):
        answer_question(tenant_id=ready.northgate.pk, question_id=asked.pk)

    at_its_level = client.get(address).content.decode()
    at_another = client.get(address, {"level": "clinician"}).content.decode()

    assert REWORDED in at_its_level
    assert "Worded in part by a language model, each sentence checked" in at_its_level
    assert REWORDED not in at_another
    assert "by a language model" not in at_another
    assert "fake-1: sentence 1." in at_another


def test_a_partner_sees_which_sentences_a_model_worded(ready: Cast, settings: Any) -> None:
    with serving(well, settings):
        question = make.answered(ready.northgate, QUESTION)

    with tenant_scope(ready.northgate.pk):
        shown = show_question(question, tenant=ready.northgate, host="northgate")

    (sentence,) = shown["answer"]["summary"]
    assert (sentence["text"], sentence["reworded"]) == (REWORDED, True)
    assert shown["receipt"]["model"] == "fake-1"


def test_without_a_model_an_answer_costs_no_query_more(cast: Cast, settings: Any) -> None:
    switched_on(cast)

    with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
        assert permit_for(Draft(Outcome.ANSWERED, (), ""), Level.PATIENT) is None

    assert len(queries) == 0
