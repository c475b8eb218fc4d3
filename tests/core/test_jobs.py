"""Ringing the worker: only what was committed, never an error, never a long wait."""

from __future__ import annotations

import base64
import json
import time

import pytest
import redis
from celery import current_app
from django.db import transaction
from django.test import Client

from apps.qa.models import Question
from core.jobs import enqueue, ring
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, make_cast
from tests.core.conftest import CLOSED, RingingAt

TASK = Question.task
# No figure of speed (that is benchmarks/doorbell_cost.py): a wait that nothing ends is a hang, and
# without its limits a publish waits 6 s at a broker that refuses and for good at one that hangs.
ends = pytest.mark.timeout(5, func_only=True)


def test_a_committed_deed_rings_once_with_its_tenant(
    cast: Cast, doorbells: str, valkey: redis.Redis, django_capture_on_commit_callbacks: object
) -> None:
    with (
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]
        tenant_scope(cast.northgate.pk),
    ):
        enqueue(TASK, row_id=7)

    (raw,) = valkey.lrange(doorbells, 0, -1)
    message = json.loads(raw)
    assert message["headers"]["task"] == TASK
    assert json.loads(base64.b64decode(message["body"]))[:2] == [
        [],
        {"tenant_id": cast.northgate.pk, "row_id": 7},
    ]


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_was_rolled_back_rings_nobody(doorbells: str, valkey: redis.Redis) -> None:
    cast = make_cast()

    with tenant_scope(cast.northgate.pk):
        enqueue(TASK, row_id=7)
        transaction.set_rollback(True)

    assert valkey.llen(doorbells) == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_is_rung_before_the_commit(doorbells: str, valkey: redis.Redis) -> None:
    cast = make_cast()

    with tenant_scope(cast.northgate.pk):
        enqueue(TASK, row_id=7)
        assert valkey.llen(doorbells) == 0

    assert valkey.llen(doorbells) == 1


@ends
def test_a_bell_at_a_broker_that_is_away_is_given_up(broker_at: RingingAt) -> None:
    with broker_at(CLOSED):
        taken = ring(TASK, {"tenant_id": 1, "row_id": 1})

    assert taken is False


@ends
def test_a_bell_at_a_broker_that_hangs_is_given_up(broker_at: RingingAt, hung: str) -> None:
    with broker_at(hung):
        taken = ring(TASK, {"tenant_id": 1, "row_id": 1})

    assert taken is False


@ends
def test_after_one_failure_the_next_bells_do_not_wait_each(broker_at: RingingAt, hung: str) -> None:
    with broker_at(hung):
        ring(TASK, {"tenant_id": 1, "row_id": 1})
        taken = [ring(TASK, {"tenant_id": 1, "row_id": row}) for row in range(100)]

    assert taken == [False] * 100


def test_when_the_pause_is_over_the_broker_is_tried_again(
    broker_at: RingingAt, doorbells: str, valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = current_app.conf.broker_url
    with broker_at(CLOSED):
        ring(TASK, {"tenant_id": 1, "row_id": 1})
    assert usual != CLOSED
    assert ring(TASK, {"tenant_id": 1, "row_id": 1}) is False

    later = time.monotonic() + 5.1
    monkeypatch.setattr("core.jobs.time.monotonic", lambda: later)

    assert ring(TASK, {"tenant_id": 1, "row_id": 1}) is True
    assert valkey.llen(doorbells) == 1


@ends
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["away", "hung"])
def test_a_question_is_kept_and_accepted_without_a_broker(
    broker_at: RingingAt, hung: str, how: str
) -> None:
    cast = make_cast()
    make.store(cast.northgate)
    reader = Client(headers={"host": "northgate.consilium.test"})
    with broker_at(CLOSED if how == "away" else hung):
        response = reader.post("/questions/", {"text": "Which bone drug?", "level": "patient"})

    assert response.status_code == 302
    with tenant_scope(cast.northgate.pk):
        assert Question.objects.get().status == "queued"
