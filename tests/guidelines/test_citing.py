"""Numbers in order of first citation, one for each work, and a status that tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from apps.guidelines.citing import ReferenceList, describe, with_sources
from apps.guidelines.models import RecommendationVersion, Work
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


def _two_guidelines() -> dict[str, Any]:
    document = make.package()
    document["works"].append(
        {**document["works"][0], "key": "other", "title": "Other", "doi": "X/1"}
    )
    other: dict[str, Any] = {**document["guidelines"][0], "key": "other"}
    version = {
        **other["versions"][0],
        "work": "other",
        "published_on": "2010-09-24",
        "published_precision": "day",
        "recommendations": [make.recommendation("third", "Offer a brace.")],
    }
    document["guidelines"].append({**other, "versions": [version]})
    return document


@pytest.fixture
def rows(cast: Cast) -> Iterator[dict[str, RecommendationVersion]]:
    make.store(cast.northgate, _two_guidelines())
    with tenant_scope(cast.northgate.pk):
        found = with_sources(RecommendationVersion.objects.all())
        yield {row.recommendation.key: row for row in found}


def test_works_are_numbered_in_order_of_their_first_citation(
    rows: dict[str, RecommendationVersion],
) -> None:
    listing = ReferenceList()

    first = listing.cite([rows["third"]], place="In brief")
    second = listing.cite([rows["first"], rows["third"]], place="1.1")

    assert [citation.number for citation in first] == [1]
    assert [citation.number for citation in second] == [2, 1]
    assert [(ref.number, ref.title) for ref in listing.references()] == [
        (1, "Other"),
        (2, "Bone drugs"),
    ]


def test_two_recommendations_of_one_work_share_its_number(
    rows: dict[str, RecommendationVersion],
) -> None:
    listing = ReferenceList()

    citations = listing.cite([rows["first"], rows["second"]], place="1.1")

    assert len(citations) == 1
    assert [record.id for record in citations[0].recommendations] == [
        str(rows["first"].public_id),
        str(rows["second"].public_id),
    ]


def test_a_reference_says_where_it_is_cited_once_for_each_place(
    rows: dict[str, RecommendationVersion],
) -> None:
    listing = ReferenceList()

    for place in ("1.1", "2.3", "1.1"):
        listing.cite([rows["first"]], place=place)

    assert listing.references()[0].cited_in == ("1.1", "2.3")


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_a_reference_cited_for_what_is_no_longer_active_is_marked(
    rows: dict[str, RecommendationVersion], status: str
) -> None:
    rows["first"].status = status
    listing = ReferenceList()

    (citation,) = listing.cite([rows["first"]], place="1.1")

    assert citation.recommendations[0].status == status
    assert listing.references()[0].status == "superseded"


def test_a_retracted_work_stays_retracted(rows: dict[str, RecommendationVersion]) -> None:
    rows["first"].guideline_version.work.integrity = "retracted"
    rows["first"].status = "superseded"
    listing = ReferenceList()

    listing.cite([rows["first"]], place="1.1")

    assert listing.references()[0].status == "retracted"


def test_nothing_cited_gives_an_empty_list() -> None:
    listing = ReferenceList()

    assert listing.cite([], place="1.1") == ()
    assert listing.references() == ()


@pytest.mark.parametrize(
    ("precision", "shown"),
    [("day", "24 September 2010"), ("month", "September 2010"), ("year", "2010")],
)
def test_a_date_is_shown_as_precisely_as_it_is_known(
    rows: dict[str, RecommendationVersion], precision: str, shown: str
) -> None:
    rows["third"].guideline_version.published_precision = precision

    assert describe(rows["third"]).published == shown


def test_citing_costs_no_query_of_its_own(
    rows: dict[str, RecommendationVersion], django_assert_num_queries: Any
) -> None:
    listing = ReferenceList()

    with django_assert_num_queries(0):
        listing.cite(rows.values(), place="1.1")
        listing.references()


def test_identifiers_are_kept_as_they_are_compared(
    rows: dict[str, RecommendationVersion],
) -> None:
    assert Work.objects.get(key="other").doi == "x/1"


@pytest.mark.parametrize(
    ("redistribution", "shown"),
    [
        ("link_only", ""),
        ("quote_with_credit", "In its own words."),
        ("full_text", "In its own words."),
    ],
)
def test_only_what_may_be_quoted_is_quoted(
    rows: dict[str, RecommendationVersion], redistribution: str, shown: str
) -> None:
    rows["first"].quote = "In its own words."
    rows["first"].guideline_version.guideline.redistribution = redistribution

    assert describe(rows["first"]).quote == shown
