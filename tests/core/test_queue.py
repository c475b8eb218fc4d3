"""The row is the queue: claimed by one, fenced when late, given back, and failed at last."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from apps.accounts.models import Tenant
from apps.qa.models import Question
from core.clock import now
from core.queue.models import WorkStatus
from core.queue.work import LEASE, MAX_ATTEMPTS, Fenced, claim, complete, fail
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, make_cast

WORKERS = 8


def kept(tenant: Tenant, row_id: int) -> Question:
    with tenant_scope(tenant.pk):
        return Question.objects.get(pk=row_id)


def change(tenant: Tenant, row_id: int, **facts: object) -> None:
    with tenant_scope(tenant.pk):
        Question.objects.filter(pk=row_id).update(**facts)


def claimed(tenant: Tenant, row_id: int) -> Question:
    with tenant_scope(tenant.pk):
        row = claim(Question, row_id)
    assert row is not None
    return row


def test_a_claim_takes_the_row_for_a_lease(cast: Cast) -> None:
    row_id = make.question(cast.northgate).pk
    before = now()

    row = claimed(cast.northgate, row_id)

    assert (row.status, row.attempts, row.fencing_token) == (WorkStatus.WORKING, 1, 1)
    assert row.lease_until is not None
    assert before + LEASE <= row.lease_until <= now() + LEASE


def test_a_claimed_row_cannot_be_claimed_again(cast: Cast) -> None:
    row_id = make.question(cast.northgate).pk
    claimed(cast.northgate, row_id)

    with tenant_scope(cast.northgate.pk):
        assert claim(Question, row_id) is None


@pytest.mark.parametrize("status", [WorkStatus.DONE, WorkStatus.FAILED])
def test_what_has_ended_cannot_be_claimed(cast: Cast, status: WorkStatus) -> None:
    row_id = make.question(cast.northgate).pk
    change(cast.northgate, row_id, status=status, answered_at=now())

    with tenant_scope(cast.northgate.pk):
        assert claim(Question, row_id) is None


def test_what_is_not_due_cannot_be_claimed(cast: Cast) -> None:
    row_id = make.question(cast.northgate).pk
    change(cast.northgate, row_id, not_before=now() + timedelta(seconds=30))

    with tenant_scope(cast.northgate.pk):
        assert claim(Question, row_id) is None


def test_a_row_of_another_organisation_cannot_be_claimed(cast: Cast) -> None:
    row_id = make.question(cast.harbour).pk

    with tenant_scope(cast.northgate.pk):
        assert claim(Question, row_id) is None
    assert kept(cast.harbour, row_id).status == WorkStatus.QUEUED


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_gets_the_row() -> None:
    cast = make_cast()
    row_id = make.question(cast.northgate).pk
    together = Barrier(WORKERS)

    def work(_: int) -> bool:
        together.wait()
        with tenant_scope(cast.northgate.pk):
            row = claim(Question, row_id)
        connection.close()
        return row is not None

    with ThreadPoolExecutor(WORKERS) as threads:
        got = list(threads.map(work, range(WORKERS)))

    assert sorted(got) == [False] * (WORKERS - 1) + [True]
    assert kept(cast.northgate, row_id).attempts == 1


def test_a_lapsed_lease_is_claimed_by_the_next_and_the_first_is_fenced(cast: Cast) -> None:
    row_id = make.question(cast.northgate).pk
    first = claimed(cast.northgate, row_id)
    change(cast.northgate, row_id, lease_until=now() - timedelta(seconds=1))

    second = claimed(cast.northgate, row_id)

    assert (second.fencing_token, second.attempts) == (2, 2)
    with tenant_scope(cast.northgate.pk):
        with pytest.raises(Fenced):
            complete(first, answered_at=now())
        with pytest.raises(Fenced):
            fail(first)
        complete(second, answered_at=now())
    assert kept(cast.northgate, row_id).status == WorkStatus.DONE


def test_a_row_is_completed_once(cast: Cast) -> None:
    row = claimed(cast.northgate, make.question(cast.northgate).pk)

    with tenant_scope(cast.northgate.pk):
        complete(row, answered_at=now())
        with pytest.raises(Fenced):
            complete(row, answered_at=now())

    ended = kept(cast.northgate, row.pk)
    assert (ended.status, ended.lease_until) == (WorkStatus.DONE, None)


def test_a_failure_gives_the_row_back_with_a_growing_pause(cast: Cast) -> None:
    row_id = make.question(cast.northgate).pk
    pauses = []

    for _ in range(MAX_ATTEMPTS - 1):
        row = claimed(cast.northgate, row_id)
        moment = now()
        with tenant_scope(cast.northgate.pk):
            assert fail(row) is WorkStatus.QUEUED
        pauses.append((kept(cast.northgate, row_id).not_before - moment).total_seconds())
        change(cast.northgate, row_id, not_before=now())

    assert all(
        2**attempt * 0.5 <= pause <= 2**attempt * 1.5 + 1
        for attempt, pause in enumerate(pauses, start=1)
    )


def test_the_fifth_failure_is_the_last(cast: Cast) -> None:
    row_id = make.question(cast.northgate).pk
    change(cast.northgate, row_id, attempts=MAX_ATTEMPTS - 1)
    row = claimed(cast.northgate, row_id)

    with tenant_scope(cast.northgate.pk):
        status = fail(row)

    ended = kept(cast.northgate, row_id)
    assert MAX_ATTEMPTS == 5
    assert (status, ended.status, ended.lease_until) == (
        WorkStatus.FAILED,
        WorkStatus.FAILED,
        None,
    )
