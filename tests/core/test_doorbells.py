"""A tenant has few bells out: its flood waits in its own rows, and before nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Tenant
from apps.qa.models import Question
from core.queue.doorbells import PER_TENANT
from core.queue.sweep import ALIAS, sweep_once
from core.queue.work import claim
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "dispatcher"])


@pytest.fixture
def world(doorbells: str, valkey: redis.Redis) -> Iterator[Cast]:
    cast = make_cast()
    valkey.delete(doorbells)
    yield cast
    connections[ALIAS].close()


def ask(tenant: Tenant, number: int) -> list[int]:
    return [make.question(tenant).pk for _ in range(number)]


def work_on(tenant: Tenant, ids: list[int]) -> None:
    with tenant_scope(tenant.pk):
        for pk in ids:
            claim(Question, pk)


def test_a_flood_rings_for_a_few_and_the_next_tenant_at_once(
    world: Cast, doorbells: str, valkey: redis.Redis
) -> None:
    ask(world.harbour, PER_TENANT + 5)
    assert valkey.llen(doorbells) == PER_TENANT

    ask(world.northgate, 1)

    assert valkey.llen(doorbells) == PER_TENANT + 1


def test_what_waits_is_rung_for_as_others_are_worked_on(
    world: Cast, doorbells: str, valkey: redis.Redis
) -> None:
    rows = ask(world.harbour, PER_TENANT + 5)
    assert sweep_once() == 0

    work_on(world.harbour, rows[:3])

    assert (sweep_once(), sweep_once()) == (3, 0)
    assert valkey.llen(doorbells) == PER_TENANT + 3


def test_the_sweeper_leaves_no_row_of_a_flood_behind(
    world: Cast, doorbells: str, valkey: redis.Redis
) -> None:
    rows = ask(world.harbour, 2 * PER_TENANT + 1)
    rung = PER_TENANT

    for start in range(0, len(rows), PER_TENANT):
        work_on(world.harbour, rows[start : start + PER_TENANT])
        rung += sweep_once()

    assert rung == len(rows)


def test_a_bell_that_waits_costs_one_query_more(world: Cast) -> None:
    ask(world.harbour, PER_TENANT - 1)

    with CaptureQueriesContext(connection) as rung:
        ask(world.harbour, 1)
    with CaptureQueriesContext(connection) as waits:
        ask(world.harbour, 1)

    assert len(waits) == len(rung) + 1
