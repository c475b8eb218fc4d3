"""My questions: those of this person or browser, newest first, with what became of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.guidelines.paging import PAGE_SIZE
from apps.qa.notices import tell_askers
from apps.qa.reception import NoticeKind
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import PASSWORD, Cast, browser
from tests.qa.answers import asked_and_answered, question_at

MINE = "/questions/mine/"
LINK = f'href="{MINE}"'


def _html(client: Client, path: str = MINE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_browser_finds_what_was_asked_in_it_newest_first(cast: Cast) -> None:
    client = browser(cast.northgate)
    for text in ("What is older?", "What is newer?"):
        client.post("/questions/", {"text": text})

    html = _html(client)

    assert html.index("What is newer?") < html.index("What is older?")
    assert "On its way" in html


def test_a_member_finds_their_questions_wherever_they_sign_in(cast: Cast) -> None:
    browser(cast.northgate, cast.rosa).post("/questions/", {"text": "Does a brace help?"})

    assert "Does a brace help?" in _html(browser(cast.northgate, cast.rosa))


def test_what_was_asked_before_signing_in_stays_in_the_list(cast: Cast) -> None:
    client = browser(cast.northgate)
    client.post("/questions/", {"text": "Does a brace help?"})

    client.post("/account/login/", {"login": cast.rosa.email, "password": PASSWORD})

    assert "Does a brace help?" in _html(client)


def test_nobody_sees_the_questions_of_others(cast: Cast) -> None:
    browser(cast.northgate, cast.rosa).post("/questions/", {"text": "Does a brace help?"})
    browser(cast.northgate).post("/questions/", {"text": "Does a brace help?"})

    for client in (
        browser(cast.northgate),
        browser(cast.northgate, cast.edda),
        browser(cast.harbour, cast.otto),
    ):
        assert "You have not asked anything here yet." in _html(client)


@pytest.mark.parametrize(
    "text", ["Does denosumab help in osteoporosis?", "How is measles treated?"]
)
def test_each_says_how_it_ended(cast: Cast, text: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    asked_and_answered(cast, client, text)

    covered = "denosumab" in text
    assert ("Answered from the store" in _html(client)) is covered
    assert ("Not covered by the store" in _html(client)) is not covered


def test_what_is_covered_since_is_marked(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate)
    address = asked_and_answered(cast, client, "How is measles treated?")
    before = _html(client)

    question = question_at(cast, address)
    with tenant_scope(cast.northgate.pk):
        tell_askers(NoticeKind.NOW_COVERED, questions=[(question.pk, question.asker_id)])

    assert "Now covered" not in before
    assert "Now covered" in _html(client)


def test_the_list_comes_in_pages_at_a_constant_cost(cast: Cast) -> None:
    client = browser(cast.northgate, cast.rosa)
    client.post("/questions/", {"text": "What is the first?"})
    client.get(MINE)
    with CaptureQueriesContext(connection) as few:
        client.get(MINE)
    for number in range(PAGE_SIZE):
        client.post("/questions/", {"text": f"What is number {number}?"})

    with CaptureQueriesContext(connection) as more:
        first = _html(client)

    assert len(more) == len(few)
    assert "What is the first?" not in first
    assert "What is the first?" in _html(client, f"{MINE}?page=2")
    assert client.get(f"{MINE}?page=0").status_code == 400


def test_the_way_there_is_shown_to_members_and_to_whoever_asked(cast: Cast) -> None:
    stranger = browser(cast.northgate)
    before = _html(stranger, "/")
    stranger.post("/questions/", {"text": "Does a brace help?"})

    assert LINK not in before
    assert LINK in _html(stranger, "/")
    assert LINK in _html(browser(cast.northgate, cast.rosa), "/")
