"""A program asks again what the store has come to cover, and sees how conflicts were settled."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.domain.roles import Scope
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict
from apps.guidelines.services.settle_conflict import settle_conflict
from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, partner
from tests.guidelines.conflicting import differing
from tests.qa.growing import TEXT, grow, try_gaps
from tests.qa.posting import PATH, PROBLEM, count, issue_key, post


@pytest.fixture
def asked(cast: Cast) -> Question:
    """What Pia's program asked; the store did not cover it."""
    make.store(cast.northgate)
    post(cast, {"text": TEXT, "level": "patient"})
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    return question


@pytest.fixture
def covered(cast: Cast, asked: Question) -> Question:
    """The same, once the store has more on it."""
    grow(cast.northgate)
    try_gaps(cast.northgate)
    return asked


def _again(cast: Cast, question: Question, key: str = "again-1", raw: str | None = None) -> Any:
    program = partner(cast.northgate, raw or cast.pia_key)
    return program.post(
        f"{PATH}{question.public_id}/ask-again/",
        content_type="application/json",
        headers={"idempotency-key": key},
    )


def test_what_is_covered_now_is_asked_again_as_a_new_question(
    cast: Cast, covered: Question
) -> None:
    response = _again(cast, covered)

    body = response.json()
    assert response.status_code == 202
    assert response["Location"].endswith(f"{PATH}{body['id']}/")
    assert body["id"] != str(covered.public_id)
    assert (body["text"], body["level"], body["status"]) == (TEXT, "patient", "queued")
    program = partner(cast.northgate, cast.pia_key)
    shown = program.get(f"{PATH}{covered.public_id}/").json()
    assert shown["now_covered"]["question"] == body["id"]
    assert shown["outcome"] == "not_covered"
    with tenant_scope(cast.northgate.pk):
        entries = AuditEntry.objects.filter(action="qa.question.asked", subject_id=body["id"])
        assert entries.get().actor_kind == "partner"


def test_twice_is_one_new_question_with_the_same_key_and_with_another(
    cast: Cast, covered: Question
) -> None:
    first, repeated, other = (
        _again(cast, covered, key) for key in ("again-1", "again-1", "again-2")
    )

    assert repeated["Idempotency-Replayed"] == "true"
    assert first.json()["id"] == repeated.json()["id"] == other.json()["id"]
    assert count(cast.northgate) == 2


def test_what_the_store_covers_no_better_is_not_asked_again(cast: Cast, asked: Question) -> None:
    response = _again(cast, asked)

    assert (response.status_code, response["Content-Type"]) == (409, PROBLEM)
    assert response.json()["code"] == "wrong_state"
    assert count(cast.northgate) == 1


def test_nobody_else_asks_it_again(cast: Cast, covered: Question) -> None:
    foreign = partner(cast.harbour, cast.quin_key).post(
        f"{PATH}{covered.public_id}/ask-again/",
        content_type="application/json",
        headers={"idempotency-key": "again-1"},
    )

    assert foreign.status_code == 404
    assert _again(cast, covered, raw=issue_key(cast, Scope.ASK)).status_code == 403
    reads = issue_key(cast, Scope.READ_ARTICLES, Scope.READ_GUIDELINES)
    assert _again(cast, covered, raw=reads).status_code == 403
    assert _again(cast, covered, raw="cns_nobody").status_code == 401
    assert count(cast.northgate) == 1


def test_it_needs_an_idempotency_key_and_is_no_get(cast: Cast, covered: Question) -> None:
    program = partner(cast.northgate, cast.pia_key)
    address = f"{PATH}{covered.public_id}/ask-again/"

    assert program.post(address, content_type="application/json").status_code == 400
    assert program.get(address).status_code == 405


def test_a_program_sees_how_a_conflict_was_settled_by_whom_and_when(cast: Cast) -> None:
    differing(cast.northgate)
    post(cast, {"text": "Is a bisphosphonate right for osteoporosis?"})
    with tenant_scope(cast.northgate.pk):
        question = Question.objects.get()
    answer_question(tenant_id=cast.northgate.pk, question_id=question.pk)
    program = partner(cast.northgate, cast.pia_key)
    address = f"{PATH}{question.public_id}/"
    (before,) = program.get(address).json()["answer"]["conflicts"]

    with tenant_scope(cast.northgate.pk):
        settle_conflict(
            conflict=Conflict.objects.get(),
            state=ConflictState.SETTLED,
            reason="The newer review outweighs the older one.",
            actor=cast.cleo_acting,
        )
        on = Conflict.objects.get().settled_on

    (after,) = program.get(address).json()["answer"]["conflicts"]
    assert on is not None
    assert before["settlement"] is None
    assert after["settlement"] == {
        "reason": "The newer review outweighs the older one.",
        "by": "Cleo Marsh",
        "on": on.isoformat(),
    }
    assert after["sides"] == before["sides"]
