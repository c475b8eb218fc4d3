"""The pages on concepts and words."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.models import OwnTerm
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser

WORDS = "/curation/words/"
BONES = f"{WORDS}?concept=osteoporosis"
TERM = {"concept": "osteoporosis", "text": "chalky skeleton", "kind": "lay", "context": ""}


def _own(cast: Cast) -> list[OwnTerm]:
    with tenant_scope(cast.northgate.pk):
        return list(OwnTerm.objects.all())


def test_a_curator_finds_a_concept_by_any_of_its_words(cast: Cast) -> None:
    make.store(cast.northgate)

    html = browser(cast.northgate, cast.cleo).get(WORDS, {"q": "Fosamax"}).content.decode()

    assert "?concept=alendronate" in html
    assert "?concept=denosumab" not in html


def test_the_page_of_a_concept_says_where_each_word_comes_from(cast: Cast) -> None:
    make.store(cast.northgate)

    html = browser(cast.northgate, cast.cleo).get(f"{WORDS}?concept=alendronate").content.decode()

    sourced, packaged = html.index("From its source"), html.index("From ICD-10-CM")
    assert sourced < html.index("Fosamax") < packaged < html.index("fosavance")


def test_a_curator_adds_and_removes_a_term(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, cast.cleo)

    added = client.post(f"{WORDS}add/", TERM)
    shown = client.get(BONES).content.decode()
    (term,) = _own(cast)
    removed = client.post(f"{WORDS}{term.public_id}/remove/")

    assert (added.status_code, added["Location"]) == (302, BONES)
    assert "chalky skeleton" in shown
    assert term.added_by_name in shown
    assert (removed.status_code, _own(cast)) == (302, [])


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": "Prolia"}, "This is a term for denosumab"),
        ({"text": ""}, "Write the term."),
        ({"text": "MS"}, "MS means several things."),
        ({"context": "x" * 61}, "A word has at most 60 characters."),
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(
    cast: Cast, facts: dict[str, str], said: str
) -> None:
    make.store(cast.northgate)

    response = browser(cast.northgate, cast.cleo).post(f"{WORDS}add/", TERM | facts)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert f'value="{(TERM | facts)["text"]}"' in response.content.decode() or not facts.get("text")
    assert _own(cast) == []


def test_words_are_for_curators_of_the_organisation(cast: Cast) -> None:
    make.store(cast.northgate)
    browser(cast.northgate, cast.cleo).post(f"{WORDS}add/", TERM)
    remove = f"{WORDS}{_own(cast)[0].public_id}/remove/"

    seen = [
        (who.get(WORDS).status_code, who.post(f"{WORDS}add/", TERM).status_code)
        for who in (browser(cast.northgate), browser(cast.northgate, cast.boris))
    ]

    assert seen == [(302, 302), (403, 403)]
    assert browser(cast.northgate, cast.boris).post(remove).status_code == 403
    assert browser(cast.harbour, cast.hana).post(remove).status_code == 404
    assert len(_own(cast)) == 1


def test_what_is_not_there_is_not_found(cast: Cast) -> None:
    client = browser(cast.northgate, cast.cleo)

    assert client.get(BONES).status_code == 404
    assert client.post(f"{WORDS}add/", TERM).status_code == 404
    assert client.post(f"{WORDS}{uuid.uuid4()}/remove/").status_code == 404


def test_the_pages_cost_the_same_however_many_terms_there_are(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, cast.cleo)
    counts = []

    for number in range(3):
        client.post(f"{WORDS}add/", TERM | {"text": f"chalky skeleton {number}"})
        with CaptureQueriesContext(connection) as lists:
            client.get(WORDS)
        with CaptureQueriesContext(connection) as one:
            client.get(BONES)
        counts.append((len(lists), len(one)))

    assert len(set(counts)) == 1
