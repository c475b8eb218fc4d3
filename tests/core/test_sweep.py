"""The sweeper rings again for what was forgotten, fairly, and reads nothing else."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import Tenant
from apps.qa.models import Question
from core.clock import now
from core.queue.doorbells import PATIENCE_SECONDS, PER_TENANT
from core.queue.sweep import (
    ALIAS,
    PATIENCE_WHEN_EMPTY_SECONDS,
    sweep_forever,
    sweep_once,
)
from core.queue.work import claim
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, make_cast
from tests.core.conftest import CLOSED, RingingAt

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "dispatcher"])

LONG_AGO = timedelta(seconds=PATIENCE_SECONDS + 5)
JUST_NOW = timedelta(seconds=PATIENCE_WHEN_EMPTY_SECONDS + 3)


@pytest.fixture
def world() -> Iterator[Cast]:
    yield make_cast()
    connections[ALIAS].close()


def asked(tenant: Tenant, age: timedelta, **facts: object) -> int:
    """A question that was rung that long ago, its bell lost."""
    row_id = make.question(tenant).pk
    with tenant_scope(tenant.pk):
        Question.objects.filter(pk=row_id).update(enqueued_at=now() - age, **facts)
    return row_id


def rung(valkey: redis.Redis, queue: str) -> list[tuple[int, int]]:
    """(tenant, row) of every bell in the broker's list."""
    bells = []
    for raw in valkey.lrange(queue, 0, -1):
        message = json.loads(raw)
        assert message["headers"]["task"] == Question.task
        keywords = json.loads(base64.b64decode(message["body"]))[1]
        bells.append((keywords["tenant_id"], keywords["row_id"]))
    return sorted(bells)


@pytest.fixture
def bells(world: Cast, doorbells: str, valkey: redis.Redis) -> str:
    """The queue, emptied of the bells that making the world rang."""
    valkey.delete(doorbells)
    return doorbells


def test_a_lost_bell_is_rung_again(world: Cast, bells: str, valkey: redis.Redis) -> None:
    row_id = asked(world.northgate, LONG_AGO)
    valkey.delete(bells)

    assert sweep_once() == 1

    assert valkey.llen(bells) == 1
    assert rung(valkey, bells) == [(world.northgate.pk, row_id)]


def test_a_bell_just_rung_again_is_given_time(world: Cast, bells: str, valkey: redis.Redis) -> None:
    asked(world.northgate, LONG_AGO)
    valkey.delete(bells)

    assert (sweep_once(), sweep_once()) == (1, 0)


def test_with_bells_waiting_in_the_broker_a_young_one_is_not_rung_again(
    world: Cast, bells: str, valkey: redis.Redis
) -> None:
    asked(world.northgate, JUST_NOW)
    valkey.lpush(bells, "somebody else's bell")

    assert sweep_once() == 0


def test_a_broker_that_lost_its_memory_is_made_up_for_at_once(
    world: Cast, bells: str, valkey: redis.Redis
) -> None:
    asked(world.northgate, JUST_NOW)
    valkey.delete(bells)

    assert sweep_once() == 1


def test_a_row_whose_worker_died_is_rung_again(
    world: Cast, bells: str, valkey: redis.Redis
) -> None:
    row_id = asked(world.northgate, LONG_AGO)
    with tenant_scope(world.northgate.pk):
        claim(Question, row_id)
        assert sweep_once() == 0
        Question.objects.filter(pk=row_id).update(lease_until=now() - timedelta(seconds=1))
    valkey.delete(bells)

    assert sweep_once() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "done", "answered_at": now()},
        {"status": "failed"},
        {"not_before": now() + timedelta(hours=1)},
    ],
    ids=["done", "failed", "not due"],
)
def test_what_needs_no_worker_is_not_rung(
    world: Cast, bells: str, facts: dict[str, object]
) -> None:
    asked(world.northgate, LONG_AGO, **facts)

    assert sweep_once() == 0


def test_a_flood_of_one_organisation_leaves_the_others_their_share(
    world: Cast, bells: str, valkey: redis.Redis
) -> None:
    for _ in range(3 * PER_TENANT):
        asked(world.harbour, 2 * LONG_AGO)
    for _ in range(3):
        asked(world.northgate, LONG_AGO)
    valkey.delete(bells)

    assert sweep_once() == PER_TENANT + 3

    counted = Counter(tenant_id for tenant_id, _ in rung(valkey, bells))
    assert counted == {world.harbour.pk: PER_TENANT, world.northgate.pk: 3}


def test_the_oldest_are_rung_first(world: Cast, bells: str, valkey: redis.Redis) -> None:
    young = [asked(world.harbour, LONG_AGO) for _ in range(PER_TENANT)]
    oldest = asked(world.harbour, 2 * LONG_AGO)
    valkey.delete(bells)

    sweep_once()

    rows = {row_id for _, row_id in rung(valkey, bells)}
    assert oldest in rows
    assert len(rows & set(young)) == PER_TENANT - 1


def test_two_sweepers_at_once_ring_once(world: Cast, bells: str, valkey: redis.Redis) -> None:
    asked(world.northgate, LONG_AGO)
    valkey.delete(bells)
    sweep_once()
    with tenant_scope(world.northgate.pk):
        Question.objects.update(enqueued_at=now() - LONG_AGO)

    def second() -> int:
        try:
            return sweep_once()
        finally:
            connections[ALIAS].close()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(second).result() == 0
    assert sweep_once() == 1


def test_another_sweeper_takes_over_when_the_first_is_gone(
    world: Cast, bells: str, valkey: redis.Redis
) -> None:
    sweep_once()
    asked(world.northgate, LONG_AGO)
    valkey.delete(bells)
    connections[ALIAS].close()

    assert sweep_once() == 1


def test_the_sweeper_asks_for_queue_columns_only(world: Cast, bells: str) -> None:
    asked(world.northgate, LONG_AGO)

    with CaptureQueriesContext(connections[ALIAS]) as queries:
        sweep_once()

    said = " ".join(query["sql"] for query in queries)
    assert "qa_question" in said
    assert not [name for name in ("text", "asker", "visitor", "*", "partner_key") if name in said]


def test_a_broker_that_is_away_stops_no_sweeper(
    world: Cast, settings: Settings, broker_at: RingingAt
) -> None:
    settings.CELERY_BROKER_URL = CLOSED
    with broker_at(CLOSED):
        asked(world.northgate, LONG_AGO)
        turns = iter([False, True])

        sweep_forever(stop=lambda: next(turns), pause_seconds=0)

    with tenant_scope(world.northgate.pk):
        assert Question.objects.get().status == "queued"


def test_a_database_that_is_away_stops_no_sweeper(
    world: Cast, bells: str, valkey: redis.Redis
) -> None:
    asked(world.northgate, LONG_AGO)
    valkey.delete(bells)
    dispatcher = connections[ALIAS]
    port = dispatcher.settings_dict["PORT"]
    host = dispatcher.settings_dict["HOST"]
    dispatcher.close()
    turns = iter(["away", "back", "stop"])

    def stop() -> bool:
        turn = next(turns)
        away = {"HOST": "127.0.0.1", "PORT": "1"}
        dispatcher.settings_dict.update(away if turn == "away" else {"HOST": host, "PORT": port})
        return turn == "stop"

    sweep_forever(stop=stop, pause_seconds=0)

    assert valkey.llen(bells) == 1
