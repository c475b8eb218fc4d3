"""A partner's key: its form, what is kept of it, and what it opens where."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.domain.keys import (
    RANDOM_BYTES,
    make_key,
    read_bearer,
    shown_prefix,
)
from apps.accounts.domain.roles import Scope
from apps.accounts.models import PartnerKey
from apps.accounts.services.issue_partner_key import issue_partner_key
from core.actors import system
from core.clock import now
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import PLATFORM_HOST, Cast, browser, host_of, partner

RANDOM = bytes(range(RANDOM_BYTES))
KEY = make_key(RANDOM)
LIST = "/api/v1/articles/"


def test_a_key_has_the_form_that_scanners_know() -> None:
    assert re.fullmatch(r"cns_[0-9a-f]{8}_[A-Za-z0-9_-]{43}[0-9a-f]{8}", KEY)


def test_a_key_holds_256_secret_bits() -> None:
    others = {make_key(RANDOM[:-1] + bytes([last]))[13:-8] for last in range(256)}

    assert len(others) == 256


def test_a_key_is_shown_by_its_first_part_only() -> None:
    assert shown_prefix(KEY) == "cns_00010203"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_key_is_read_from_its_header(scheme: str) -> None:
    assert read_bearer(f"{scheme} {KEY}") == KEY


@pytest.mark.parametrize(
    "header",
    [
        "",
        KEY,
        "Bearer",
        "Bearer ",
        f"Basic {KEY}",
        f"Bearer  {KEY}",
        f"Bearer {KEY} ",
        f"Bearer {KEY}\n",
        f"Bearer {KEY[:-1]}",
        f"Bearer {KEY}0",
        f"Bearer {KEY.upper()}",
        f"Bearer {KEY[:-1]}{'0' if KEY[-1] != '0' else '1'}",
        f"Bearer {KEY[:20]}{'A' if KEY[20] != 'A' else 'B'}{KEY[21:]}",
        f"Bearer \u0661{KEY[1:]}",
    ],
)
def test_what_is_no_key_or_has_another_checksum_is_not_read(header: str) -> None:
    assert read_bearer(header) is None


def test_only_the_hash_of_a_key_is_kept(cast: Cast) -> None:
    kept = PartnerKey.objects.filter(tenant=cast.northgate).values().get()

    assert kept["secret_sha256"] == hashlib.sha256(cast.pia_key.encode()).hexdigest()
    secret = cast.pia_key[13:-8]
    assert not [name for name, value in kept.items() if secret in str(value)]


def test_issuing_a_key_is_audited_without_the_key(cast: Cast) -> None:
    raw = make_key(b"x" * RANDOM_BYTES)
    with tenant_scope(cast.northgate.pk):
        issue_partner_key(
            tenant=cast.northgate,
            name="Another program",
            scopes=frozenset({Scope.ASK}),
            raw=raw,
            actor=cast.ada_acting,
        )
        entry = AuditEntry.objects.latest("id")

    assert (entry.action, entry.subject_id, entry.actor_id) == (
        "accounts.partner_key.issued",
        raw[:12],
        cast.ada.pk,
    )
    assert entry.data == {"scopes": ["ask"]}


def test_a_new_key_is_good_for_a_year(cast: Cast) -> None:
    key = PartnerKey.objects.get(tenant=cast.northgate)

    assert timedelta(days=364) < key.expires_at - now() <= timedelta(days=365)


def change_pias_key(cast: Cast, **facts: Any) -> None:
    PartnerKey.objects.filter(tenant=cast.northgate).update(**facts)


@pytest.mark.parametrize("host", ["northgate.consilium.test", PLATFORM_HOST])
@pytest.mark.parametrize("why", ["expired", "revoked", "foreign", "unknown", "malformed"])
def test_every_key_that_is_not_good_here_is_refused_in_the_same_words(
    cast: Cast, host: str, why: str
) -> None:
    key = cast.pia_key
    if why == "expired":
        change_pias_key(cast, expires_at=now() - timedelta(seconds=1))
    if why == "revoked":
        change_pias_key(cast, revoked_at=now())
    if why == "foreign":
        host = host_of(cast.harbour)
    if why == "unknown":
        key = make_key(b"nobody's key nobody's key nobody's k")
    if why == "malformed":
        key = "cns_nothing"
    client = Client(headers={"host": host, "authorization": f"Bearer {key}"})

    response = client.get(LIST)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    body = response.json()
    assert (body["code"], body["detail"]) == (
        "not_authenticated",
        "This API key is not valid here",
    )
    assert set(body) == {"type", "title", "status", "code", "detail", "instance", "request_id"}


@pytest.mark.parametrize("host", ["northgate.consilium.test", PLATFORM_HOST])
def test_a_request_without_a_key_is_told_that_one_is_needed(cast: Cast, host: str) -> None:
    response = Client(headers={"host": host}).get(LIST)

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_revoked_key_is_refused_from_the_next_request_on(cast: Cast) -> None:
    client = partner(cast.northgate, cast.pia_key)
    assert client.get(LIST).status_code == 200

    change_pias_key(cast, revoked_at=now())

    assert client.get(LIST).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", LIST, Scope.READ_ARTICLES),
        ("GET", "/api/v1/articles/brittle-bones/", Scope.READ_ARTICLES),
        ("GET", "/api/v1/articles/brittle-bones/versions/1/", Scope.READ_ARTICLES),
        (
            "GET",
            "/api/v1/recommendations/00000000-0000-4000-8000-000000000000/",
            Scope.READ_GUIDELINES,
        ),
        ("GET", "/api/v1/questions/", Scope.ASK),
        ("POST", "/api/v1/questions/", Scope.ASK),
        ("GET", "/api/v1/questions/00000000-0000-4000-8000-000000000000/", Scope.ASK),
    ],
)
def test_a_key_without_the_scope_may_not(cast: Cast, method: str, path: str, scope: Scope) -> None:
    others = sorted(set(Scope) - {scope})
    change_pias_key(cast, scopes=others)
    client = partner(cast.northgate, cast.pia_key)

    refused = client.generic(method, path, "{}", "application/json")
    change_pias_key(cast, scopes=[scope])
    allowed = client.generic(method, path, "{}", "application/json")

    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert allowed.status_code not in (401, 403)


def test_a_cookie_opens_no_api(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)

    assert client.get(LIST).status_code == 401


def test_on_the_platforms_host_the_key_names_the_organisation(cast: Cast) -> None:
    make.submitted(cast)
    found = {}

    for key in (cast.pia_key, cast.quin_key):
        client = Client(headers={"host": PLATFORM_HOST, "authorization": f"Bearer {key}"})
        found[key] = client.get("/api/v1/articles/brittle-bones/").status_code

    assert found == {cast.pia_key: 200, cast.quin_key: 404}


def test_no_parameter_or_header_changes_the_organisation_of_a_key(cast: Cast) -> None:
    make.submitted_at_harbour(cast)
    client = Client(headers={"host": PLATFORM_HOST, "authorization": f"Bearer {cast.pia_key}"})

    response = client.get(
        "/api/v1/articles/",
        {"tenant": "harbour", "tenant_id": cast.harbour.pk},
        headers={"x-tenant": "harbour", "x-forwarded-host": host_of(cast.harbour)},
    )

    assert response.json()["results"] == []


def used_at(cast: Cast) -> Any:
    return PartnerKey.objects.get(tenant=cast.northgate).last_used_at


def test_the_first_use_of_a_key_is_noted(cast: Cast) -> None:
    before = now()

    partner(cast.northgate, cast.pia_key).get(LIST)

    assert before <= used_at(cast) <= now()


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(cast: Cast) -> None:
    client = partner(cast.northgate, cast.pia_key)
    recently = now() - timedelta(seconds=59)
    change_pias_key(cast, last_used_at=recently)

    client.get(LIST)
    assert used_at(cast) == recently

    change_pias_key(cast, last_used_at=now() - timedelta(seconds=61))
    client.get(LIST)
    assert used_at(cast) > recently


def test_a_refused_key_is_not_noted_as_used(cast: Cast) -> None:
    change_pias_key(cast, revoked_at=now())

    partner(cast.northgate, cast.pia_key).get(LIST)

    assert used_at(cast) is None


def test_a_system_actor_is_named_for_what_it_does() -> None:
    assert (system("Loader").name, system("Loader").id) == ("Loader", None)
