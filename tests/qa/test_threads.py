"""Asking on: what the question before said is taken over, shown, and nobody else's to use."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.roles import Scope
from apps.qa.models import Answer, Question
from apps.qa.services.answer import answer_question
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.qa.posting import PATH, issue_key, pointers, post

FIRST = "Does denosumab help a woman of 80 years old with osteoporosis?"


def _ask(client: Client, text: str, **more: str) -> str:
    response = client.post("/questions/", {"text": text, **more})
    assert response.status_code == 302
    return str(response["Location"])


def _id(address: str) -> str:
    return address.strip("/").rpartition("/")[2]


def _answer(cast: Cast, address: str) -> Answer:
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get(public_id=_id(address))
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    with tenant_scope(cast.northgate.pk):
        return Answer.objects.get(question=question)


def _html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_follow_up_is_answered_on_what_it_goes_on_with_and_says_so(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    first = _ask(client, FIRST)

    second = _ask(client, "What if she cannot take it?", follows=_id(first))
    answer = _answer(cast, second)

    (told,) = answer.assumed
    assert told.startswith("Taken from your question before: cannot take denosumab, osteoporosis")
    assert "aged 80" in told
    assert told in _html(client, second)


def test_without_a_thread_nothing_is_taken_over(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    _ask(client, FIRST)

    answer = _answer(cast, _ask(client, "What if she cannot take it?"))

    assert answer.assumed == []
    assert answer.outcome == "not_covered"


def test_what_comes_from_the_article_is_said(cast: Cast) -> None:
    make.submitted(cast)
    client = browser(cast.northgate)
    response = client.post(
        "/articles/brittle-bones/questions/", {"text": "Can she have denosumab?"}
    )

    answer = _answer(cast, response["Location"])

    assert any(line.startswith("Taken from the article: ") for line in answer.assumed)


def test_a_thread_is_shown_oldest_first_with_links(cast: Cast) -> None:
    client = browser(cast.northgate)
    first = _ask(client, FIRST)
    second = _ask(client, "And in men?", follows=_id(first))
    third = _ask(client, "How often?", follows=_id(second))

    html = _html(client, third)

    thread = html[html.index('class="thread"') : html.index("</nav>", html.index('class="thread"'))]
    assert thread.index(first) < thread.index(second)
    assert 'aria-current="page">How often?' in thread
    assert f'name="follows" value="{_id(third)}"' in html
    with tenant_scope(cast.northgate.pk):
        threads = set(Question.objects.exclude(follows=None).values_list("thread", flat=True))
    assert threads == {uuid.UUID(_id(first))}


def test_a_follow_up_stays_with_its_article(cast: Cast) -> None:
    version = make.submitted(cast)
    client = browser(cast.northgate)
    address = client.post("/articles/brittle-bones/questions/", {"text": FIRST})["Location"]

    _ask(client, "And in men?", follows=_id(address))

    with tenant_scope(cast.northgate.pk):
        assert Question.objects.get(text="And in men?").article_version_id == version.pk


def test_nobody_goes_on_with_somebody_elses_question(cast: Cast) -> None:
    address = _ask(browser(cast.northgate, cast.rosa), FIRST)

    for other in (browser(cast.northgate), browser(cast.northgate, cast.ada)):
        response = other.post("/questions/", {"text": "And in men?", "follows": _id(address)})

        assert response.status_code == 403
    foreign = browser(cast.harbour, cast.otto)
    response = foreign.post("/questions/", {"text": "And in men?", "follows": _id(address)})
    assert response.status_code == 404
    with tenant_scope(cast.northgate.pk):
        assert Question.objects.count() == 1


def test_what_is_no_question_cannot_be_gone_on_with(cast: Cast) -> None:
    response = browser(cast.northgate).post("/questions/", {"text": FIRST, "follows": "the last"})

    assert response.status_code == 400


def test_a_refused_follow_up_stays_in_the_box_of_its_thread(cast: Cast) -> None:
    client = browser(cast.northgate)
    first = _ask(client, FIRST)

    response = client.post("/questions/", {"text": "x" * 1001, "follows": _id(first)})

    html = response.content.decode()
    assert response.status_code == 400
    assert "x" * 1001 in html
    assert f'name="follows" value="{_id(first)}"' in html


def test_a_partner_asks_on(cast: Cast) -> None:
    make.store(cast.northgate)
    first = post(cast, {"text": FIRST}).json()

    second = post(cast, {"text": "And in men?", "follows": first["id"]}, key="another").json()

    assert (first["thread"], first["follows"]) == (first["id"], None)
    assert (second["thread"], second["follows"]) == (first["id"], first["id"])
    _answer(cast, second["id"])
    body = partner(cast.northgate, cast.pia_key).get(f"{PATH}{second['id']}/").json()
    assert body["answer"]["assumed"] == [
        "Taken from your question before: denosumab, osteoporosis."
    ]


@pytest.mark.parametrize("follows", ["00000000-0000-4000-8000-000000000000", "the last", 7])
def test_a_partner_is_told_what_is_no_question(cast: Cast, follows: Any) -> None:
    response = post(cast, {"text": FIRST, "follows": follows})

    assert (response.status_code, pointers(response)) == (400, ["/follows"])


def test_a_partner_does_not_ask_on_where_another_asked(cast: Cast) -> None:
    first = post(cast, {"text": FIRST}).json()["id"]
    other = partner(cast.northgate, issue_key(cast, Scope.ASK))

    response = other.post(
        PATH,
        {"text": "And in men?", "follows": first},
        content_type="application/json",
        headers={"idempotency-key": "one"},
    )

    assert response.status_code == 403


def test_a_page_costs_the_same_however_long_its_thread(cast: Cast) -> None:
    client = browser(cast.northgate)
    address = _ask(client, FIRST)
    counts = []
    for _ in range(3):
        address = _ask(client, "And in men?", follows=_id(address))
        with CaptureQueriesContext(connection) as queries:
            _html(client, address)
        counts.append(len(queries))

    assert len(set(counts)) == 1
