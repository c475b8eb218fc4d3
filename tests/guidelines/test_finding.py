"""Searching the store in everyday words."""

from __future__ import annotations

from typing import Any

from apps.guidelines.finding import search_store
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

STATEMENT = "Offer pain relief after a vertebral fracture."


def _store(cast: Cast) -> None:
    make.store(
        cast.northgate,
        make.package(
            make.recommendation("spine", STATEMENT),
            make.recommendation("other", "Offer calcium to older adults."),
        ),
    )


def test_everyday_words_find_the_clinical_record(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk), django_assert_max_num_queries(5):
        found = search_store("broken back")

    assert found.hits[0].statement == STATEMENT
    assert "vertebral fracture" in found.also


def test_it_says_when_there_is_more_than_it_shows(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk):
        some = search_store("offer calcium vertebral", limit=1)
        every = search_store("offer calcium vertebral", limit=2)

    assert (len(some.hits), some.is_cut) == (1, True)
    assert (len(every.hits), every.is_cut) == (2, False)


def test_another_organisation_finds_nothing(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.harbour.pk):
        found = search_store("broken back")

    assert found.hits == ()


def test_the_store_page_lists_what_it_found_and_how(cast: Cast) -> None:
    _store(cast)

    text = browser(cast.northgate).get("/guidelines/", {"q": "broken back"}).content.decode()

    assert STATEMENT in text
    assert "Also searched for:" in text


def test_the_store_page_offers_the_meanings_of_an_abbreviation(cast: Cast) -> None:
    text = browser(cast.northgate).get("/guidelines/", {"q": "MS"}).content.decode()

    assert "?q=mitral%20stenosis" in text
    assert "?q=multiple%20sclerosis" in text


def test_a_search_without_a_hit_says_so(cast: Cast) -> None:
    _store(cast)

    response = browser(cast.northgate).get("/guidelines/", {"q": "<b>zebra</b>"})

    assert response.status_code == 200
    assert "No recommendation in the store matches these words." in response.content.decode()
    assert "<b>zebra" not in response.content.decode()
