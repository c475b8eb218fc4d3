"""Articles for partners."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.domain.keys import make_key
from apps.accounts.domain.roles import Scope
from apps.accounts.services.issue_partner_key import issue_partner_key
from apps.articles.domain.disclaimer import MINIMUM
from apps.articles.services import move
from core.actors import system
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner

PATH = "/api/v1/articles/brittle-bones/"


def _get(cast: Cast, path: str = PATH, **query: str) -> Any:
    return partner(cast.northgate, cast.pia_key).get(path, query)


@pytest.mark.parametrize("level", list(Level))
def test_a_partner_reads_an_article_at_a_level(cast: Cast, level: Level) -> None:
    version = make.submitted(cast)

    response = _get(cast, level=level.value)

    body = response.json()
    assert response.status_code == 200
    assert (body["slug"], body["version"], body["state"]) == ("brittle-bones", 1, "submitted")
    assert body["level"] == level.value
    assert body["brief"]["text"] == f"Treat with a bisphosphonate ({level.value})"
    assert body["brief"]["citations"] == [1]
    assert body["badge"] == "Awaiting board review"
    assert body["red_flags"] == [f"New weakness of the legs ({level.value})"]
    assert body["disclaimer"] == MINIMUM[level]
    assert body["sections"][0]["statements"][1]["children"][0]["citations"] == [1]
    assert body["sections"][0]["differences"][0]["positions"][1]["stance"] == "either"
    assert body["algorithm"][0]["branches"][0]["is_alert"] is True
    with tenant_scope(cast.northgate.pk):
        cited = version.statements.get(key="first").citations.get().recommendation_version
        assert body["brief"]["recommendations"] == [str(cited.public_id)]


def test_without_a_level_it_is_the_clinicians(cast: Cast) -> None:
    make.submitted(cast)

    assert _get(cast).json()["level"] == "clinician"


def test_an_absent_identifier_is_null(cast: Cast) -> None:
    make.submitted(cast)

    (reference,) = _get(cast).json()["references"]

    assert (reference["doi"], reference["pmid"], reference["url"]) == (None, None, None)
    assert (reference["number"], reference["title"], reference["year"]) == (1, "Bone drugs", 2023)


@pytest.mark.parametrize("level", ["professor", "Clinician", "clinician,patient"])
def test_an_unknown_level_is_refused_with_its_pointer(cast: Cast, level: str) -> None:
    make.submitted(cast)

    response = _get(cast, level=level)

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["errors"][0]["pointer"] == "/level"


@pytest.mark.parametrize("path", [PATH, f"{PATH}versions/1/"])
def test_another_organisations_article_is_not_found(cast: Cast, path: str) -> None:
    make.submitted(cast)

    response = partner(cast.harbour, cast.quin_key).get(path)

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_missing_article_looks_like_another_organisations(cast: Cast) -> None:
    make.submitted_at_harbour(cast)

    foreign = _get(cast).json()
    missing = _get(cast, "/api/v1/articles/nothing/").json()

    assert {**foreign, "instance": "", "request_id": ""} == {
        **missing,
        "instance": "",
        "request_id": "",
    }


@pytest.mark.parametrize("path", ["/api/v1/articles/", PATH, f"{PATH}versions/1/"])
def test_nobody_without_a_key_reads_through_the_api(cast: Cast, path: str) -> None:
    make.submitted(cast)

    response = browser(cast.northgate, cast.ada).get(path)

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("path", ["/api/v1/articles/", PATH, f"{PATH}versions/1/"])
def test_a_key_without_the_scope_is_refused(cast: Cast, path: str) -> None:
    make.submitted(cast)
    raw = make_key(b"s" * 36)
    with tenant_scope(cast.northgate.pk):
        issue_partner_key(
            tenant=cast.northgate,
            name="Asks only",
            scopes=frozenset({Scope.ASK}),
            raw=raw,
            actor=system("tests"),
        )

    response = partner(cast.northgate, raw).get(path)

    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


def test_a_numbered_version_is_read_but_no_draft(cast: Cast) -> None:
    make.submitted(cast)
    make.draft(cast)

    assert _get(cast, f"{PATH}versions/1/").json()["version"] == 1
    assert _get(cast, f"{PATH}versions/2/").status_code == 404


def test_the_list_has_each_article_in_the_version_readers_get(cast: Cast) -> None:
    make.approved(cast)
    newer = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        move.submit(version=newer, actor=cast.ada_acting)
    make.draft(cast, make.article(slug="hidden"))
    make.submitted_at_harbour(cast)

    body = _get(cast, "/api/v1/articles/").json()

    assert [(row["slug"], row["version"], row["state"]) for row in body["results"]] == [
        ("brittle-bones", 1, "approved")
    ]
    assert (body["next"], body["previous"]) == (None, None)


def test_a_cursor_that_was_not_given_out_is_refused(cast: Cast) -> None:
    response = _get(cast, "/api/v1/articles/", cursor="made-up")

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/cursor"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_articles_are_only_read(cast: Cast, method: str) -> None:
    make.submitted(cast)

    response = getattr(partner(cast.northgate, cast.pia_key), method)(PATH)

    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
