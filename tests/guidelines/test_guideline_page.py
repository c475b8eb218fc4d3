"""A guideline's page: its editions with their dates, and long ones page by page."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.editions import RECORDS_A_PAGE
from apps.guidelines.models import Guideline
from apps.guidelines.selectors import guideline_page
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.editions import changed, edition, unchanged

FIRST = "Offer a bisphosphonate first to adults with osteoporosis."


def _get(cast: Cast, **asked: Any) -> tuple[int, str]:
    with tenant_scope(cast.northgate.pk):
        public_id = Guideline.objects.get().public_id
    response = browser(cast.northgate).get(f"/guidelines/{public_id}/", asked)
    return response.status_code, html.unescape(response.content.decode())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def _dated() -> dict[str, Any]:
    document = make.package()
    document["guidelines"][0] |= {"licence": "CC BY 4.0", "scope": "Bones of adults"}
    document["guidelines"][0]["versions"][0] |= {
        "evidence_searched_to": "2022-11",
        "last_reviewed_on": "2023-06-01",
        "review_due_on": "2024-01-31",
        "effective_from": "2023-02-01",
    }
    return document


@pytest.mark.parametrize(
    "said",
    [
        "Evidence searched to 2022-11",
        "Last reviewed 1 June 2023",
        "Review due 31 January 2024 (past)",
        "In effect from 1 February 2023",
        "Licence CC BY 4.0",
        "Bones of adults",
    ],
)
def test_dates_and_licence_are_told(cast: Cast, said: str) -> None:
    make.store(cast.northgate, _dated())

    assert said in _plain(_get(cast)[1])


def test_the_active_edition_is_shown_and_the_others_are_a_link_away(cast: Cast) -> None:
    make.store(cast.northgate)
    make.store(cast.northgate, edition(changed()))

    _, newest = _get(cast)
    _, older = _get(cast, edition="2023")

    assert "Offer denosumab first" in newest
    assert FIRST not in newest
    assert "?edition=2023" in newest
    assert FIRST in older
    assert "Superseded" in older


def test_history_says_what_each_edition_did(cast: Cast) -> None:
    make.store(cast.northgate)
    new = make.recommendation("third", "Offer a brace.")
    make.store(
        cast.northgate,
        edition({**unchanged(), "change": "unchanged"}, {**new, "change": "new"}),
    )

    assert "2 recommendations, 1 new, 1 unchanged" in _plain(_get(cast)[1])


def _long(number: int) -> dict[str, Any]:
    rows = [
        make.recommendation(f"r{place}", f"Walk {place}.", section=f"Part {place // 10}")
        for place in range(number)
    ]
    return make.package(*rows)


def test_a_long_guideline_is_shown_page_by_page_under_its_headings(cast: Cast) -> None:
    make.store(cast.northgate, _long(RECORDS_A_PAGE + 1))

    _, first = _get(cast)
    _, second = _get(cast, page=2, edition="2023")

    assert "Walk 49." in first
    assert "Walk 50." not in first
    assert "Part 0" in first
    assert "Walk 50." in second
    assert "?edition=2023&page=2" in first


@pytest.mark.parametrize(
    "asked", [{"page": "2"}, {"page": "0"}, {"page": "x"}, {"page": "²"}, {"edition": "1999"}]
)
def test_what_is_not_there_is_not_found(cast: Cast, asked: dict[str, str]) -> None:
    make.store(cast.northgate)

    assert _get(cast, **asked)[0] == 404


def _queries(cast: Cast) -> int:
    with tenant_scope(cast.northgate.pk):
        public_id = Guideline.objects.get().public_id
        with CaptureQueriesContext(connection) as seen:
            guideline_page(public_id, address="https://a.test/")
    return len(seen)


def test_a_page_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    make.store(cast.northgate)
    few = _queries(cast)
    for year in ("2024", "2025"):
        document = _long(60)
        document["guidelines"][0]["versions"][0] |= {
            "label": year,
            "published_on": f"{year}-01-01",
        }
        make.store(cast.northgate, document)

    assert _queries(cast) == few


def test_machines_read_the_guideline_from_the_page(cast: Cast) -> None:
    make.store(cast.northgate)

    text = _get(cast)[1]

    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    document = json.loads(block)
    assert (document["@type"], document["name"]) == ("MedicalGuideline", "Bone drugs")
    assert [subject["name"] for subject in document["guidelineSubject"]] == [
        "osteoporosis",
        "bisphosphonate",
        "denosumab",
    ]
