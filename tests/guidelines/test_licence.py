"""A source's own words are shown only where its licence allows that; ours always are."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from apps.guidelines.models import Guideline, RecommendationVersion
from apps.qa.domain.outcome import Outcome
from apps.qa.models import SentenceRole
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner

WORDS = "Their very own words on bisphosphonates in osteoporosis"
ASIDE = "Their remark."
CLOSED = ["link_only", "tenant_private"]


def _stored(cast: Cast, redistribution: str, **facts: Any) -> RecommendationVersion:
    row = make.recommendation("first", WORDS, remarks=ASIDE, quote="Their quotation.", **facts)
    del row["plain"]
    document = make.package({**row, "verbatim": True, **facts})
    document["guidelines"][0]["redistribution"] = redistribution
    make.store(cast.northgate, document)
    with tenant_scope(cast.northgate.pk):
        return RecommendationVersion.objects.get()


def _pages(cast: Cast, row: RecommendationVersion) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        guideline = Guideline.objects.get().public_id
    addresses = [
        reverse("recommendation", args=[row.public_id]),
        reverse("guideline", args=[guideline]),
        f"{reverse('store')}?q=bisphosphonates",
    ]
    client = browser(cast.northgate)
    pages = [client.get(address) for address in addresses]
    pages.append(
        partner(cast.northgate, cast.pia_key).get(f"/api/v1/recommendations/{row.public_id}/")
    )
    assert [page.status_code for page in pages] == [200] * 4
    return [page.content.decode() for page in pages]


@pytest.mark.parametrize("redistribution", CLOSED)
def test_words_that_may_not_be_shown_are_on_no_page_and_not_in_the_api(
    cast: Cast, redistribution: str
) -> None:
    pages = _pages(cast, _stored(cast, redistribution))

    for page in pages:
        assert WORDS not in page
        assert ASIDE not in page
        assert "Their quotation." not in page


def test_where_the_licence_allows_it_they_are_shown(cast: Cast) -> None:
    pages = _pages(cast, _stored(cast, "quote_with_credit"))

    assert all(WORDS in page for page in pages)


def test_our_own_wording_is_always_shown(cast: Cast) -> None:
    pages = _pages(cast, _stored(cast, "link_only", verbatim=False))

    assert all(WORDS in page for page in pages)
    assert all("Their quotation." not in page for page in pages)


@pytest.mark.parametrize("redistribution", CLOSED)
def test_an_answer_names_the_source_and_repeats_no_word_of_it(
    cast: Cast, redistribution: str
) -> None:
    _stored(cast, redistribution)
    text = "Is a bisphosphonate right for osteoporosis?"
    asked = make.answered(cast.northgate, text, actor=cast.rosa_acting)

    page = browser(cast.northgate, cast.rosa).get(reverse("question", args=[asked.public_id]))

    with tenant_scope(cast.northgate.pk):
        answer = asked.answers.get()
        assert answer.outcome == Outcome.NOT_COVERED
        assert [row.role for row in answer.sentences.all()] == [SentenceRole.WITHHELD]
        assert WORDS not in answer.sentences.get().clinician
    assert page.status_code == 200
    for words in (WORDS, ASIDE, "Their quotation."):
        assert words not in page.content.decode()
