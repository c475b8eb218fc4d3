"""The store's pages and the recommendation of the API."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from apps.accounts.domain.keys import make_key
from apps.accounts.domain.roles import Scope
from apps.accounts.services.issue_partner_key import issue_partner_key
from apps.guidelines import selectors
from apps.guidelines.models import Guideline, RecommendationVersion
from core.actors import system
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner

CONFLICT = {
    "key": "first-or-second",
    "title": "Which comes first",
    "intervention": "denosumab",
    "recommendations": ["acp-bone/first", "acp-bone/second"],
}
STATUS = {
    "drug": "denosumab",
    "jurisdiction": "EU",
    "status": "marketing_ended",
    "since": "2017-08",
    "precision": "month",
    "note": "Ended by its maker.",
    "work": "acp-2023",
}

HERE = "https://northgate.consilium.test/here/"


def _guideline_id(cast: Cast) -> uuid.UUID:
    with tenant_scope(cast.northgate.pk):
        return Guideline.objects.get().public_id


def _recommendation_id(cast: Cast, key: str = "first") -> uuid.UUID:
    with tenant_scope(cast.northgate.pk):
        return RecommendationVersion.objects.get(recommendation__key=key).public_id


def test_the_store_lists_its_guidelines(cast: Cast) -> None:
    make.store(cast.northgate)

    response = browser(cast.northgate).get("/guidelines/")

    assert response.status_code == 200
    assert "Bone drugs" in response.content.decode()


def test_the_store_of_another_organisation_is_empty(cast: Cast) -> None:
    make.store(cast.northgate)

    response = browser(cast.harbour).get("/guidelines/")

    assert response.status_code == 200
    assert "Bone drugs" not in response.content.decode()


def test_the_store_counts_with_three_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    make.store(cast.northgate)

    with tenant_scope(cast.northgate.pk), django_assert_num_queries(3):
        page = selectors.store_page()

    assert (page.guidelines, page.recommendations, page.is_demonstration) == (1, 2, True)
    assert [group.line.topic for group in page.groups] == ["Bone"]


def test_a_guideline_shows_its_recommendations(cast: Cast) -> None:
    make.store(cast.northgate)

    response = browser(cast.northgate).get(f"/guidelines/{_guideline_id(cast)}/")

    text = response.content.decode()
    assert response.status_code == 200
    assert "Offer a bisphosphonate first to adults with osteoporosis." in text
    assert "American College of Physicians" in text


def test_a_guideline_costs_seven_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    make.store(cast.northgate)
    public_id = _guideline_id(cast)

    with tenant_scope(cast.northgate.pk), django_assert_num_queries(7):
        page = selectors.guideline_page(public_id, address=HERE)

    assert [len(section.records) for section in page.sections] == [2]
    assert page.reference.title == "Bone drugs"


def test_a_recommendation_shows_all_that_is_recorded(cast: Cast) -> None:
    make.store(cast.northgate, make.package(conflicts=[CONFLICT], drug_statuses=[STATUS]))

    response = browser(cast.northgate).get(
        f"/recommendations/{_recommendation_id(cast, 'second')}/"
    )

    text = response.content.decode()
    assert response.status_code == 200
    for shown in (
        "Consider denosumab where a bisphosphonate cannot be taken.",
        "Which comes first",
        "Offer a bisphosphonate first to adults with osteoporosis.",
        "No longer marketed",
        "August 2017",
    ):
        assert shown in text, shown


def test_a_recommendation_without_a_conflict_costs_eleven_queries(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    make.store(cast.northgate)
    public_id = _recommendation_id(cast)

    with tenant_scope(cast.northgate.pk), django_assert_num_queries(11):
        page = selectors.recommendation_page(public_id, address=HERE)

    assert page.conflicts == ()
    assert page.details.conditions == ("osteoporosis",)


def test_a_recommendation_in_conflict_shows_the_other_side(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    make.store(cast.northgate, make.package(conflicts=[CONFLICT], drug_statuses=[STATUS]))
    public_id = _recommendation_id(cast, "second")

    with tenant_scope(cast.northgate.pk), django_assert_num_queries(14):
        page = selectors.recommendation_page(public_id, address=HERE)

    (conflict,) = page.conflicts
    assert [other.statement for other in conflict.others] == [
        "Offer a bisphosphonate first to adults with osteoporosis."
    ]
    assert [(note.status, note.since) for note in page.drug_notes] == [
        ("No longer marketed", "August 2017")
    ]


@pytest.mark.parametrize("path", ["guidelines", "recommendations"])
def test_what_is_not_there_is_not_found(cast: Cast, path: str) -> None:
    response = browser(cast.northgate).get(f"/{path}/{uuid.uuid4()}/")

    assert response.status_code == 404


def test_what_belongs_to_another_organisation_is_not_found(cast: Cast) -> None:
    make.store(cast.northgate)
    foreign = browser(cast.harbour)

    assert foreign.get(f"/guidelines/{_guideline_id(cast)}/").status_code == 404
    assert foreign.get(f"/recommendations/{_recommendation_id(cast)}/").status_code == 404


@pytest.mark.parametrize("path", ["/guidelines/", "/guidelines/{}/", "/recommendations/{}/"])
def test_the_store_is_only_read(cast: Cast, path: str) -> None:
    response = browser(cast.northgate).post(path.format(uuid.uuid4()))

    assert response.status_code == 405


def test_a_partner_gets_a_recommendation_with_its_grade(cast: Cast) -> None:
    make.store(cast.northgate)
    program = partner(cast.northgate, cast.pia_key)

    response = program.get(f"/api/v1/recommendations/{_recommendation_id(cast)}/")

    assert response.status_code == 200
    assert response.json()["statement"] == (
        "Offer a bisphosphonate first to adults with osteoporosis."
    )
    assert response.json()["grade"] == {
        "kind": "graded",
        "direction": "for",
        "strength": 3,
        "certainty": 4,
        "fidelity": "exact",
        "as_printed": "Strong recommendation, high certainty",
        "scheme": "GRADE, since 2008",
    }


def test_a_partner_of_another_organisation_gets_nothing(cast: Cast) -> None:
    make.store(cast.northgate)
    program = partner(cast.harbour, cast.quin_key)

    response = program.get(f"/api/v1/recommendations/{_recommendation_id(cast)}/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_nobody_without_a_key_gets_a_recommendation(cast: Cast) -> None:
    make.store(cast.northgate)

    response = browser(cast.northgate).get(f"/api/v1/recommendations/{_recommendation_id(cast)}/")

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_a_key_without_the_scope_gets_no_recommendation(cast: Cast) -> None:
    make.store(cast.northgate)
    raw = make_key(b"s" * 36)
    with tenant_scope(cast.northgate.pk):
        issue_partner_key(
            tenant=cast.northgate,
            name="Asks only",
            scopes=frozenset({Scope.ASK}),
            raw=raw,
            actor=system("tests"),
        )

    response = partner(cast.northgate, raw).get(
        f"/api/v1/recommendations/{_recommendation_id(cast)}/"
    )

    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")
