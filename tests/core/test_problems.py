"""Whatever goes wrong under /api/ is answered as a problem document, with the right status."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from apps.articles.models import Article
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, partner

QUESTIONS = "/api/v1/questions/"


@pytest.fixture
def pia(cast: Cast) -> Client:
    client = partner(cast.northgate, cast.pia_key)
    client.raise_request_exception = False
    return client


def ask(client: Client, body: str | bytes, **headers: str) -> Any:
    return client.post(
        QUESTIONS,
        body,
        content_type="application/json",
        headers={"idempotency-key": "a key", **headers},
    )


def problem(response: Any) -> tuple[int, str]:
    """Status and code; fails for anything that is no problem document of this request."""
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["type"] == f"/api/docs/errors#{body['code']}"
    assert body["request_id"] == response["X-Request-ID"]
    return body["status"], body["code"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/articles/", "/api/v1/nothing/"])
def test_an_address_that_is_not_there_is_a_404(pia: Client, path: str) -> None:
    assert problem(pia.get(path)) == (404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_served_is_a_405_that_names_those_that_are(
    pia: Client, method: str
) -> None:
    response = pia.generic(method, QUESTIONS, "{}", "application/json")

    assert problem(response) == (405, "method_not_allowed")


def test_a_representation_that_is_not_there_is_a_406(pia: Client) -> None:
    response = pia.get("/api/v1/articles/", headers={"accept": "application/xml"})

    assert problem(response) == (406, "not_acceptable")


def test_a_body_that_is_not_json_is_a_415(pia: Client) -> None:
    response = pia.post(QUESTIONS, {"text": "Why?"}, headers={"idempotency-key": "a key"})

    assert problem(response) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_a_413(pia: Client) -> None:
    response = ask(pia, json.dumps({"text": "a" * 3_000_000}))

    assert problem(response) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'text': 'Why?'}",
        b'{"text": "Why?"} and more',
        b'{"text": NaN}',
        b'{"text": Infinity}',
        b'{"text": -Infinity}',
        b'{"text": "\xff"}',
        b"\xfe\xff\x00{",
        b'{"text": "\n"}',
        b"[" * 100_000,
        b'{"text":' * 5_000 + b"1" + b"}" * 5_000,
        b"[" * 60 + b"]" * 60,
        b"9" * 5_000,
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_a_body_that_cannot_be_read_is_malformed(pia: Client, body: bytes) -> None:
    assert problem(ask(pia, body)) == (400, "malformed")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"text": "Why\\u0000?"}', "/text"),
        ('{"text": "Why\\ud800?"}', "/text"),
        ('{"text": "Why?", "more": ["a", "b\\u0000"]}', "/more/1"),
        ('{"text": "Why?", "article": {"deep": "\\udfff"}}', "/article/deep"),
        ('{"na\\u0000me": "Why?"}', ""),
    ],
)
def test_text_that_cannot_be_stored_is_invalid_and_named(
    pia: Client, body: str, pointer: str
) -> None:
    response = ask(pia, body)

    assert problem(response) == (400, "invalid")
    named = [error["pointer"] for error in response.json().get("errors", [{"pointer": ""}])]
    assert named == [pointer]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/text"]),
        ({"text": None}, ["/text"]),
        ({"text": 7}, ["/text"]),
        ({"text": ["Why?"]}, ["/text"]),
        ({"text": {"a": 1}}, ["/text"]),
        ({"text": "Why?", "level": "expert"}, ["/level"]),
        ({"text": "Why?", "level": None}, ["/level"]),
        ({"text": "Why?", "article": "Not a slug!"}, ["/article"]),
        ({"text": "Why?", "article": "nobody-wrote-it"}, ["/article"]),
        ({"text": "Why?", "status": "done"}, ["/status"]),
        ({"text": 7, "level": "expert"}, ["/level", "/text"]),
        ([], [""]),
        ("Why?", [""]),
        (None, [""]),
        (7, [""]),
    ],
    ids=str,
)
def test_a_body_of_another_shape_is_invalid_and_each_fault_is_named(
    pia: Client, body: Any, pointers: list[str]
) -> None:
    response = ask(pia, json.dumps(body))

    assert problem(response) == (400, "invalid")
    assert sorted(error["pointer"] for error in response.json()["errors"]) == pointers


def test_a_whole_number_too_large_for_any_column_is_no_server_error(pia: Client) -> None:
    response = ask(pia, '{"text": 1e400}')

    assert problem(response) == (400, "invalid")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/articles/brittle-bones/versions/\u0661/",
        "/api/v1/articles/brittle-bones/versions/99999/",
        "/api/v1/articles/brittle-bones/versions/-1/",
        "/api/v1/articles/br\u00eetl\u00e9/",
        "/api/v1/questions/00000000-0000-4000-8000-00000000000g/",
        "/api/v1/questions/1/",
    ],
)
def test_an_id_of_another_form_is_a_404(pia: Client, path: str) -> None:
    assert problem(pia.get(path)) == (404, "not_found")


def test_a_page_with_digits_of_another_script_is_a_404(cast: Cast) -> None:
    client = Client(headers={"host": "northgate.consilium.test"})

    assert client.get("/articles/brittle-bones/v\u0661/").status_code == 404


@pytest.mark.parametrize("level", ["expert", "CLINICIAN", "clinician "])
def test_a_level_that_is_none_is_invalid(pia: Client, level: str) -> None:
    response = pia.get("/api/v1/articles/brittle-bones/", {"level": level})

    assert problem(response)[0] in (400, 404)


@pytest.mark.urls("tests.core.failing_urls")
@pytest.mark.parametrize(
    ("how", "answer"),
    [
        ("bug", (500, "internal")),
        ("away", (503, "unavailable")),
        ("closed", (503, "unavailable")),
        ("unstorable", (400, "invalid")),
        ("refused", (409, "wrong_state")),
    ],
)
def test_a_fault_inside_is_a_problem_that_tells_nothing_of_the_inside(
    pia: Client, how: str, answer: tuple[int, str]
) -> None:
    response = pia.get(f"/api/v1/{how}/")

    assert problem(response) == answer
    assert b"secret inside" not in response.content
    assert ("Retry-After" in response) is (answer[0] == 503)


@pytest.mark.urls("tests.core.failing_urls")
@pytest.mark.parametrize(
    ("how", "status"),
    [("bug", 500), ("away", 503), ("closed", 503), ("unstorable", 400), ("refused", 409)],
)
def test_a_fault_inside_a_page_is_a_page_that_tells_nothing_of_the_inside(
    cast: Cast, how: str, status: int
) -> None:
    client = Client(headers={"host": "northgate.consilium.test"}, raise_request_exception=False)

    response = client.get(f"/{how}/")

    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert b"secret inside" not in response.content
    assert response["X-Request-ID"].encode() in response.content


@pytest.mark.urls("tests.core.failing_urls")
@pytest.mark.parametrize(
    "path",
    [
        "/bug/",
        "/away/",
        "/api/v1/bug/",
        "/api/v1/away/",
        "/api/v1/unstorable/",
        "/api/v1/refused/",
    ],
)
def test_what_failed_half_way_is_not_kept(cast: Cast, pia: Client, path: str) -> None:
    response = pia.get(path)

    assert response.status_code >= 400
    with tenant_scope(cast.northgate.pk):
        assert not Article.objects.exists()


def test_an_empty_body_lacks_what_is_needed(pia: Client) -> None:
    response = ask(pia, b"")

    assert problem(response) == (400, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/text"]
