"""A pass for one stream: signed, good for a day, and nothing that needs hiding."""

from __future__ import annotations

import json
import os
import uuid
from datetime import timedelta

import pytest
from django.core import signing

from core.live import make_token, read_token

HOST = "northgate.consilium.test"
TENANT = 41
SECRET = os.environ["SECRET_KEY"]


@pytest.fixture
def topic() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def token(topic: str) -> str:
    return make_token(TENANT, topic, host=HOST)


def test_a_pass_names_its_tenant_topic_and_host(topic: str, token: str) -> None:
    assert read_token(token, secret=SECRET) == (TENANT, topic, HOST)


def test_a_changed_pass_is_no_pass(token: str) -> None:
    with pytest.raises(signing.BadSignature):
        read_token(token[:-1] + ("A" if token[-1] != "A" else "B"), secret=SECRET)


def test_a_pass_signed_with_another_secret_is_no_pass(token: str) -> None:
    with pytest.raises(signing.BadSignature):
        read_token(token, secret="another-secret-of-more-than-32-characters")


def test_a_pass_is_good_for_a_day(topic: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    day = timedelta(days=1).total_seconds()
    written = signing.time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: written + day - 60)
    assert read_token(token, secret=SECRET)[1] == topic

    monkeypatch.setattr("django.core.signing.time.time", lambda: written + day + 60)
    with pytest.raises(signing.SignatureExpired):
        read_token(token, secret=SECRET)


def test_a_pass_is_json_that_holds_no_secret(token: str, topic: str) -> None:
    payload = signing.b64_decode(token.split(":")[0].encode())

    assert json.loads(payload) == [TENANT, topic, HOST]
