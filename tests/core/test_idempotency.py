"""Idempotency-Key: however often a request comes, its effect comes once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import PartnerKey
from apps.qa.models import Question
from core.models import AuditEntry, IdempotencyRecord
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, make_cast, partner

AT_ONCE = 40
WHY = {"text": "Why does a bone break?", "level": "patient"}


def ask(client: Client, key: str | None = "a-key", body: Any = None, **more: Any) -> Any:
    return client.post(
        "/api/v1/questions/",
        json.dumps(body or WHY),
        content_type="application/json",
        headers={"idempotency-key": key} if key is not None else {},
        **more,
    )


@pytest.fixture
def pia(cast: Cast) -> Client:
    return partner(cast.northgate, cast.pia_key)


def questions(cast: Cast) -> int:
    with tenant_scope(cast.northgate.pk):
        return Question.objects.count()


def test_a_repeated_request_gets_the_first_answer_and_has_no_second_effect(
    cast: Cast, pia: Client
) -> None:
    first = ask(pia)
    again = ask(pia)

    assert (first.status_code, again.status_code) == (202, 202)
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert questions(cast) == 1


def test_a_repeated_request_is_audited_once(cast: Cast, pia: Client) -> None:
    ask(pia)
    ask(pia)

    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="qa.question.asked").count() == 1


def test_the_order_of_the_members_makes_no_other_request(cast: Cast, pia: Client) -> None:
    ask(pia, body={"text": "Why?", "level": "patient"})
    again = ask(pia, body={"level": "patient", "text": "Why?"})

    assert again["Idempotency-Replayed"] == "true"


def test_another_key_is_another_request(cast: Cast, pia: Client) -> None:
    first = ask(pia, "one")
    second = ask(pia, "two")

    assert first.json()["id"] != second.json()["id"]
    assert questions(cast) == 2


def test_the_same_key_with_another_body_is_refused(cast: Cast, pia: Client) -> None:
    ask(pia)
    other = ask(pia, body={**WHY, "level": "student"})

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert questions(cast) == 1


def test_the_same_key_of_another_partner_is_another_request(cast: Cast, pia: Client) -> None:
    mine = ask(pia)
    theirs = ask(partner(cast.harbour, cast.quin_key))

    assert theirs.status_code == 202
    assert theirs.json()["id"] != mine.json()["id"]
    assert "Idempotency-Replayed" not in theirs


def test_a_request_without_a_key_is_refused(cast: Cast, pia: Client) -> None:
    response = ask(pia, key=None)

    assert response.status_code == 400
    assert response.json()["code"] == "idempotency_key_missing"
    assert questions(cast) == 0


@pytest.mark.parametrize("key", ["k" * 256, "schl\u00fcssel", "tab\tinside", "\x7f"])
def test_a_key_that_could_not_be_kept_is_refused(cast: Cast, pia: Client, key: str) -> None:
    response = ask(pia, key)

    assert response.status_code == 400
    assert response.json()["code"] == "invalid"
    assert questions(cast) == 0


def test_a_key_of_full_length_is_taken(cast: Cast, pia: Client) -> None:
    assert ask(pia, "k" * 255).status_code == 202


def test_a_refused_request_leaves_its_key_free_for_the_corrected_one(
    cast: Cast, pia: Client
) -> None:
    refused = ask(pia, body={"text": "?"})
    corrected = ask(pia)

    assert refused.status_code == 400
    assert corrected.status_code == 202
    assert questions(cast) == 1


def test_a_refused_request_repeated_is_refused_the_same_way(cast: Cast, pia: Client) -> None:
    first = ask(pia, body={"text": "?"})
    again = ask(pia, body={"text": "?"})

    assert (first.status_code, again.status_code) == (400, 400)
    assert first.json()["errors"] == again.json()["errors"]


def test_the_answer_is_kept_with_the_effect_in_one_row(cast: Cast, pia: Client) -> None:
    ask(pia)

    with tenant_scope(cast.northgate.pk):
        kept = IdempotencyRecord.objects.get()
        assert kept.response_status == 202
        assert kept.response_body["id"] == str(Question.objects.get().public_id)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_have_one_effect(doorbells: str) -> None:
    cast = make_cast()
    together = Barrier(AT_ONCE)

    def one(_: int) -> tuple[int, str]:
        client = partner(cast.northgate, cast.pia_key)
        together.wait()
        response = ask(client)
        connection.close()
        body = response.json()
        return response.status_code, body["id"] if response.status_code == 202 else body["code"]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(one, range(AT_ONCE)))

    assert questions(cast) == 1
    with tenant_scope(cast.northgate.pk):
        asked = str(Question.objects.get().public_id)
    assert set(answers) <= {(202, asked), (409, "idempotency_in_flight")}
    assert (202, asked) in answers
    assert ask(partner(cast.northgate, cast.pia_key)).json()["id"] == asked


@pytest.mark.django_db(transaction=True)
def test_a_twin_of_a_request_under_way_is_told_to_come_again(doorbells: str) -> None:
    cast = make_cast()
    key = PartnerKey.objects.get(tenant=cast.northgate)

    def twin() -> Any:
        response = ask(partner(cast.northgate, cast.pia_key))
        connection.close()
        return response

    with tenant_scope(cast.northgate.pk), ThreadPoolExecutor(1) as thread:
        IdempotencyRecord.objects.create(actor_id=key.pk, key="a-key", request_sha256="0" * 64)
        response = thread.submit(twin).result()

    assert response.status_code == 409
    assert response.json()["code"] == "idempotency_in_flight"
    assert questions(cast) == 0
