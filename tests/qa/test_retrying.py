"""A question that could not be answered: seen, tried again with one click, and in nobody's way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Timer
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connections
from django.test import Client

from apps.accounts.models import Tenant
from apps.guidelines.models import RecommendationVersion
from apps.qa.models import Answer, Question
from apps.qa.services.answer import answer_question
from core.clock import now
from core.models import AuditEntry
from core.queue.models import WorkStatus
from core.queue.work import MAX_ATTEMPTS
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser, partner
from tests.qa.posting import PATH, PROBLEM, TEXT, post

DESK = "/desk/feedback/"


def kept(cast: Cast, question: Question) -> Question:
    with tenant_scope(cast.northgate.pk):
        return Question.objects.get(pk=question.pk)


def failed(cast: Cast, **asked: Any) -> Question:
    """A question whose worker died at every attempt, the last of which has been given up."""
    question = make.question(cast.northgate, **asked)
    with tenant_scope(cast.northgate.pk):
        Question.objects.filter(pk=question.pk).update(
            status=WorkStatus.WORKING,
            attempts=MAX_ATTEMPTS,
            fencing_token=MAX_ATTEMPTS,
            lease_until=now() - timedelta(seconds=1),
        )
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    return kept(cast, question)


def address_of(question: Question) -> str:
    return f"/questions/{question.public_id}/"


def retry(client: Client, question: Question) -> Any:
    return client.post(f"{address_of(question)}retry/")


@pytest.fixture
def question(cast: Cast) -> Question:
    make.store(cast.northgate)
    return failed(cast, actor=cast.rosa_acting)


@pytest.fixture
def rosa(cast: Cast) -> Client:
    return browser(cast.northgate, cast.rosa)


def test_one_click_has_it_tried_again_and_answered(
    cast: Cast, question: Question, rosa: Client
) -> None:
    assert f"{address_of(question)}retry/" in rosa.get(address_of(question)).content.decode()

    response = retry(rosa, question)

    assert (response.status_code, response["Location"]) == (302, address_of(question))
    queued = kept(cast, question)
    assert (queued.status, queued.attempts) == (WorkStatus.QUEUED, 0)
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    done = kept(cast, question)
    assert (done.status, done.attempts, done.fencing_token) == ("done", 1, MAX_ATTEMPTS + 1)
    with tenant_scope(cast.northgate.pk):
        (entry,) = AuditEntry.objects.filter(action="qa.question.retried")
    assert (entry.actor_id, entry.subject_id) == (cast.rosa.pk, str(question.public_id))


@pytest.mark.parametrize("status", ["queued", "working", "done"])
def test_twice_is_once_whatever_has_become_of_it(
    cast: Cast, question: Question, rosa: Client, status: str
) -> None:
    retry(rosa, question)
    facts = {"answered_at": now(), "attempts": 1, "fencing_token": MAX_ATTEMPTS + 1}
    with tenant_scope(cast.northgate.pk):
        Question.objects.update(status=status, lease_until=now(), **facts)

    response = retry(rosa, question)

    assert response.status_code == 302
    assert kept(cast, question).status == status
    with tenant_scope(cast.northgate.pk):
        assert AuditEntry.objects.filter(action="qa.question.retried").count() == 1


def test_what_never_failed_is_not_tried_again(cast: Cast, rosa: Client) -> None:
    asked = make.question(cast.northgate, actor=cast.rosa_acting)

    response = retry(rosa, asked)

    assert response.status_code == 409
    assert "could not be answered" in response.content.decode()


def test_only_whoever_asked_has_it_tried_again(cast: Cast, question: Question) -> None:
    for other in (browser(cast.northgate), browser(cast.northgate, cast.edda)):
        assert retry(other, question).status_code == 403
    assert retry(browser(cast.harbour, cast.hana), question).status_code == 404

    assert kept(cast, question).status == WorkStatus.FAILED


def test_it_may_fail_again_and_is_then_as_visible(
    cast: Cast, question: Question, rosa: Client
) -> None:
    retry(rosa, question)
    with tenant_scope(cast.northgate.pk):
        Question.objects.update(attempts=MAX_ATTEMPTS - 1)
        _make_unanswerable(question)

    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)

    assert kept(cast, question).status == WorkStatus.FAILED
    assert "could not be answered" in rosa.get(address_of(question)).content.decode()


def _make_unanswerable(question: Question) -> None:
    """Its one place for an answer is taken, so that keeping another fails every time."""
    Answer.objects.create(
        question=question, outcome="not_covered", engine="e", rules="r", digest="0" * 64
    )


@contextmanager
def records_held(tenant: Tenant) -> Iterator[None]:
    """Somebody else's transaction holds every record, so that no answer can be kept."""
    is_held, is_over = Event(), Event()

    def hold() -> None:
        with tenant_scope(tenant.pk):
            list(RecommendationVersion.objects.select_for_update())
            is_held.set()
            is_over.wait(60)
        connections.close_all()

    with ThreadPoolExecutor(1) as other:
        held = other.submit(hold)
        assert is_held.wait(60)
        try:
            yield
        finally:
            is_over.set()
            held.result()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """As Celery's: its main process sends this signal, whose handler raises in the work."""

    def stop(*_: object) -> None:
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGUSR1, stop)
    timer = Timer(seconds, os.kill, [os.getpid(), signal.SIGUSR1])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.django_db(transaction=True)
def test_a_question_that_hangs_is_stopped_and_given_back(cast: Cast) -> None:
    make.store(cast.northgate)
    asked = make.question(cast.northgate)

    with records_held(cast.northgate), time_limit(2):
        answer_question(tenant_id=cast.northgate.pk, question_id=asked.pk)

    row = kept(cast, asked)
    assert (row.status, row.attempts, row.lease_until) == (WorkStatus.QUEUED, 1, None)
    assert row.not_before > now()


def test_other_questions_are_answered_beside_one_that_cannot_be(
    cast: Cast, question: Question
) -> None:
    other = make.answered(cast.northgate)

    assert (other.status, kept(cast, question).status) == ("done", "failed")


def test_staff_see_how_many_failed_in_the_last_day(cast: Cast, question: Question) -> None:
    failed(cast)
    long_ago = failed(cast)
    with tenant_scope(cast.northgate.pk):
        Question.objects.filter(pk=long_ago.pk).update(enqueued_at=now() - timedelta(days=2))

    page = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    assert "2 questions of the last day could not be answered" in page
    assert question.text not in page


def test_without_failures_staff_are_told_of_none(cast: Cast) -> None:
    page = browser(cast.northgate, cast.cleo).get(DESK).content.decode()

    assert "could not be answered" not in page


def failed_of_partner(cast: Cast) -> Question:
    make.store(cast.northgate)
    asked = post(cast, {"text": TEXT}).json()["id"]
    with tenant_scope(cast.northgate.pk):
        Question.objects.filter(public_id=asked).update(status="failed", attempts=5)
        return Question.objects.get(public_id=asked)


def retry_as_partner(cast: Cast, question: Question, key: str | None) -> Any:
    headers = {"idempotency-key": key} if key else {}
    program = partner(cast.northgate, cast.pia_key)
    return program.post(
        f"{PATH}{question.public_id}/retry/", content_type="application/json", headers=headers
    )


def test_a_partner_has_it_tried_again_once_for_each_key(cast: Cast) -> None:
    question = failed_of_partner(cast)

    first, replay = (retry_as_partner(cast, question, "a") for _ in range(2))

    assert (first.status_code, first.json()["status"]) == (202, "queued")
    assert (replay.status_code, replay["Idempotency-Replayed"]) == (202, "true")
    assert replay.json() == first.json()


def test_a_partner_is_refused_without_a_key_and_where_nothing_failed(cast: Cast) -> None:
    question = failed_of_partner(cast)
    asked = post(cast, {"text": TEXT}, key="another").json()["id"]

    keyless = retry_as_partner(cast, question, None)
    with tenant_scope(cast.northgate.pk):
        waiting = Question.objects.get(public_id=asked)
    refused = retry_as_partner(cast, waiting, "b")

    assert (keyless.status_code, keyless["Content-Type"]) == (400, PROBLEM)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
