"""An author turns their answer into a draft: its sentences with what they cite, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.articles.models import ArticleVersion, Citation, Difference, Statement
from apps.guidelines.models import Conflict
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import differing
from tests.guidelines.editions import withdraw
from tests.qa.answers import TEXT, asked_and_answered

ADDRESS = "/articles/does-denosumab-help-in-osteoporosis/v1/"
BUTTON = "Turn into an article draft"


def _draft(client: Client, address: str) -> Any:
    return client.post(f"{address}draft/")


@pytest.fixture
def author(cast: Cast) -> Client:
    make.store(cast.northgate)
    return browser(cast.northgate, cast.ada)


@pytest.fixture
def address(cast: Cast, author: Client) -> str:
    return asked_and_answered(cast, author)


def _versions(cast: Cast) -> list[ArticleVersion]:
    with tenant_scope(cast.northgate.pk):
        return list(ArticleVersion.objects.select_related("article"))


def test_the_draft_says_what_the_answer_said_with_the_same_records(
    cast: Cast, author: Client, address: str
) -> None:
    response = _draft(author, address)

    (version,) = _versions(cast)
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    assert (version.state, version.question, version.author_id) == ("draft", TEXT, cast.ada.pk)
    body = author.get(address).content.decode()
    with tenant_scope(cast.northgate.pk):
        statements = list(Statement.objects.filter(version=version))
        cited = set(Citation.objects.values_list("recommendation_version__status", flat=True))
    assert statements
    assert all(statement.clinician in body for statement in statements)
    assert cited == {"active"}
    assert author.get(ADDRESS).status_code == 200


def test_twice_is_one_draft_and_says_where_it_is(cast: Cast, author: Client, address: str) -> None:
    first, second = _draft(author, address), _draft(author, address)

    assert second["Location"] == first["Location"] == ADDRESS
    assert len(_versions(cast)) == 1
    assert "turned into a draft already" in author.get(ADDRESS).content.decode()
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="qa.answer.drafted").count() == 1


def test_another_answer_to_the_same_words_gets_an_address_of_its_own(
    cast: Cast, author: Client, address: str
) -> None:
    _draft(author, address)

    response = _draft(author, asked_and_answered(cast, author))

    assert response["Location"] == ADDRESS.replace("/v1/", "-2/v1/")


def test_the_draft_is_for_authors_who_asked(cast: Cast, address: str) -> None:
    others = [
        (browser(cast.northgate), 403),
        (browser(cast.northgate, cast.boris), 403),
        (browser(cast.harbour, cast.otto), 404),
    ]

    assert [_draft(other, address).status_code for other, _ in others] == [
        status for _, status in others
    ]
    reader = browser(cast.northgate, cast.rosa)
    readers = asked_and_answered(cast, reader)
    assert _draft(reader, readers).status_code == 403
    assert BUTTON not in reader.get(readers).content.decode()
    assert _versions(cast) == []


def test_an_author_finds_the_button_with_the_answer(author: Client, address: str) -> None:
    assert BUTTON in author.get(address).content.decode()


@pytest.mark.parametrize("text", ["How is measles treated?", ""])
def test_where_nothing_was_answered_there_is_nothing_to_draft(
    cast: Cast, author: Client, text: str
) -> None:
    address = (
        asked_and_answered(cast, author, text)
        if text
        else author.post("/questions/", {"text": TEXT})["Location"]
    )

    assert _draft(author, address).status_code == 409
    assert BUTTON not in author.get(address).content.decode()
    assert _versions(cast) == []


def test_what_has_changed_since_is_asked_again_first(cast: Cast, author: Client) -> None:
    address = asked_and_answered(cast, author, "What if she cannot take a bisphosphonate?")
    withdraw(cast, "second")

    response = _draft(author, address)

    assert response.status_code == 409
    assert "ask again first" in response.content.decode()
    assert _versions(cast) == []


def test_where_sources_differ_the_draft_sets_them_side_by_side(cast: Cast) -> None:
    differing(cast.northgate)
    author = browser(cast.northgate, cast.ada)
    address = asked_and_answered(cast, author, "Is a bisphosphonate right for osteoporosis?")

    _draft(author, address)

    with tenant_scope(cast.northgate.pk):
        difference = Difference.objects.get()
        stances = set(difference.positions.values_list("stance", flat=True))
        assert difference.conflict == Conflict.objects.get()
    assert stances == {"for", "against"}
