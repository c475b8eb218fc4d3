"""What the API does not take for a question: refused with its pointer, and not kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests import make
from tests.cast import Cast, partner
from tests.qa.posting import PATH, PROBLEM, TEXT, count, pointers, post

BAD: list[tuple[str, Any, str]] = [
    ("no text", {}, "/text"),
    ("empty", {"text": ""}, "/text"),
    ("blank", {"text": " \n "}, "/text"),
    ("only marks", {"text": "?!"}, "/text"),
    ("too long", {"text": "x" * 1001}, "/text"),
    ("a number", {"text": 7}, "/text"),
    ("a flag", {"text": True}, "/text"),
    ("null", {"text": None}, "/text"),
    ("a list", {"text": [TEXT]}, "/text"),
    ("an object", {"text": {"a": 1}}, "/text"),
    ("unknown level", {"text": TEXT, "level": "professor"}, "/level"),
    ("level as number", {"text": TEXT, "level": 1}, "/level"),
    ("level as list", {"text": TEXT, "level": ["patient"]}, "/level"),
    ("level null", {"text": TEXT, "level": None}, "/level"),
    ("unknown field", {"text": TEXT, "urgent": True}, "/urgent"),
    ("missing article", {"text": TEXT, "article": "nothing"}, "/article"),
    ("foreign article", {"text": TEXT, "article": "brittle-bones"}, "/article"),
    ("article as number", {"text": TEXT, "article": 7}, "/article"),
    ("no slug", {"text": TEXT, "article": "../x"}, "/article"),
    ("nul", {"text": "What\x00?"}, "/text"),
]


@pytest.mark.parametrize(("body", "pointer"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_question_is_refused_with_its_pointer_and_not_kept(
    cast: Cast, body: Any, pointer: str
) -> None:
    make.submitted_at_harbour(cast)

    response = post(cast, body)

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert response.json()["code"] == "invalid"
    assert pointers(response) == [pointer]
    assert count(cast.northgate) == 0


def test_a_lone_surrogate_is_refused_with_its_pointer(cast: Cast) -> None:
    response = post(cast, None, raw='{"text": "What \\ud800 helps?"}')

    assert (response.status_code, pointers(response)) == (400, ["/text"])
    assert count(cast.northgate) == 0


def test_a_foreign_article_is_refused_exactly_as_a_missing_one(cast: Cast) -> None:
    make.submitted_at_harbour(cast)

    foreign = post(cast, {"text": TEXT, "article": "brittle-bones"}).json()
    missing = post(cast, {"text": TEXT, "article": "nothing"}, key="another").json()

    assert {**foreign, "request_id": ""} == {**missing, "request_id": ""}


@pytest.mark.parametrize(
    "raw", ["", "{", "[]", '"text"', "null", "7", '{"text": NaN}'], ids=lambda raw: raw or "empty"
)
def test_what_is_no_json_object_is_refused(cast: Cast, raw: str) -> None:
    response = post(cast, None, raw=raw)

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert response.json()["code"] in ("malformed", "invalid")
    assert count(cast.northgate) == 0


def test_only_json_is_taken(cast: Cast) -> None:
    response = partner(cast.northgate, cast.pia_key).post(
        PATH, {"text": TEXT}, headers={"idempotency-key": "k"}
    )

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
