"""What every response carries, and what no request may."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import Cast, browser, partner

# One of each kind: page, refused page, API, problem, reference, file, health, other hosts.
EVERYWHERE = [
    ("northgate.consilium.test", "/"),
    ("northgate.consilium.test", "/account/login/"),
    ("northgate.consilium.test", "/settings/"),
    ("northgate.consilium.test", "/articles/nobody-wrote-it/"),
    ("northgate.consilium.test", "/nothing/"),
    ("northgate.consilium.test", "/no-slash"),
    ("northgate.consilium.test", "/api/v1/articles/"),
    ("northgate.consilium.test", "/api/v1/nothing/"),
    ("northgate.consilium.test", "/api/openapi.json"),
    ("northgate.consilium.test", "/api/docs/"),
    ("northgate.consilium.test", "/?level=%00"),
    ("consilium.test", "/"),
    ("consilium.test", "/api/v1/articles/"),
    ("nobody.consilium.test", "/"),
    ("nobody.example", "/"),
    ("nobody.example", "/healthz"),
    ("nobody.example", "/readyz"),
]


@pytest.mark.parametrize(("host", "path"), EVERYWHERE)
def test_every_response_is_guarded(cast: Cast, host: str, path: str) -> None:
    response = Client().get(path, headers={"host": host})

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe-eval" not in policy
    assert ("unsafe-inline" in policy) is (path == "/api/docs/")
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert "no-store" in response["Cache-Control"]
    assert "camera=()" in response["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


@pytest.mark.parametrize(
    ("host", "path"), [pair for pair in EVERYWHERE if pair[1] not in ("/healthz", "/readyz")]
)
def test_every_page_is_neither_sniffed_nor_framed_nor_named_elsewhere(
    cast: Cast, host: str, path: str
) -> None:
    response = Client().get(path, headers={"host": host})

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("given", ["0123456789abcdef", "a-request_of-8", "A" * 64])
def test_a_request_keeps_the_id_it_came_with(cast: Cast, given: str) -> None:
    client = partner(cast.northgate, cast.pia_key)

    response = client.get("/api/v1/nothing/", headers={"x-request-id": given})

    assert response["X-Request-ID"] == given
    assert response.json()["request_id"] == given


@pytest.mark.parametrize("given", ["short", "A" * 65, "with space", "<script>", "a\u00e9aaaaaaa"])
def test_an_id_of_another_form_is_replaced(cast: Cast, given: str) -> None:
    response = browser(cast.northgate).get("/nothing/", headers={"x-request-id": given})

    assert response["X-Request-ID"] != given
    assert given.encode() not in response.content


@pytest.mark.parametrize(
    "host",
    [
        "nobody.consilium.test",
        "nobody.example",
        "127.0.0.1",
        "localhost:8000",
        "consilium.test.evil.example",
        "northgateconsilium.test",
        "northgate.consilium.test.",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/articles/", "/account/login/"])
def test_a_host_that_is_nobodys_is_not_there(cast: Cast, host: str, path: str) -> None:
    response = Client().get(path, headers={"host": host})

    assert response.status_code == 404


@pytest.mark.parametrize("host", ["NORTHGATE.consilium.test", "northgate.consilium.test:8000"])
def test_capitals_and_ports_name_the_same_host(cast: Cast, host: str) -> None:
    assert Client().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/articles/brittle%00bones/",
        "/%00",
        "/?level=%00",
        "/?%00=1",
        "/?level=%FF",
        "/?level=%ED%A0%80",
        "/?level=%C0%80",
        "/questions/?text=a%00b",
        "/api/v1/articles/?cursor=%00",
        "/api/v1/articles/?cursor=%FF",
        "/api/v1/articles/%00/",
        "/account/login/?next=%00",
    ],
)
def test_an_address_with_what_is_no_text_is_refused(cast: Cast, path: str) -> None:
    client = Client(headers={"host": "northgate.consilium.test"})

    response = client.get(path)

    assert response.status_code == 400
    if path.startswith("/api/"):
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "invalid"


@pytest.mark.parametrize("path", ["/articles/%FF/", "/articles/%C0%80/", "/%ED%A0%80/"])
def test_a_path_that_is_no_text_leads_nowhere(cast: Cast, path: str) -> None:
    client = Client(headers={"host": "northgate.consilium.test"})

    assert client.get(path).status_code in (400, 404)


def test_a_form_without_its_token_is_refused_in_words(cast: Cast) -> None:
    client = Client(headers={"host": "northgate.consilium.test"}, enforce_csrf_checks=True)

    response = client.post("/questions/", {"text": "Why?", "level": "patient"})

    assert response.status_code == 403
    assert b"The form was not accepted" in response.content


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            b"--x\r\nContent-Disposition: form-data; name=text\r\n",
            "multipart/form-data; boundary=x",
        ),
        (b"text=a", "multipart/form-data"),
        (b"text=a", "multipart/form-data; boundary=" + "x" * 300),
        (b"text=%00", "application/x-www-form-urlencoded"),
        (b"text=%FF", "application/x-www-form-urlencoded"),
        (b"text=%ED%A0%80", "application/x-www-form-urlencoded"),
        (b"text=a", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"text=a", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"&".join(b"text=a" for _ in range(2_000)), "application/x-www-form-urlencoded"),
        (b"text=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"\x00\xff\xfe", "application/octet-stream"),
        (b"", ""),
    ],
    ids=range(12),
)
@pytest.mark.parametrize("path", ["/questions/", "/reading-level/", "/account/login/"])
def test_a_form_that_cannot_be_read_is_no_server_error(
    cast: Cast, path: str, body: bytes, content_type: str
) -> None:
    client = Client(headers={"host": "northgate.consilium.test"}, raise_request_exception=False)

    response = client.generic("POST", path, body, content_type)

    assert response.status_code < 500
