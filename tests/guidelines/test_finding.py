"""Searching the store in everyday words."""

from __future__ import annotations

from typing import Any

from apps.guidelines.browsing import Filters, browse
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

    with tenant_scope(cast.northgate.pk), django_assert_max_num_queries(6):
        found = browse(Filters(words="broken back"))

    assert found.records[0].statement == STATEMENT
    assert found.words is not None
    assert "vertebral fracture" in found.words.also


def test_another_organisation_finds_nothing(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.harbour.pk):
        found = browse(Filters(words="broken back"))

    assert (found.records, found.total) == ((), 0)


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
