"""Refusals: each has its own stable code, and bugs are none of them."""

from __future__ import annotations

import json

import pytest
from django.test import RequestFactory

from core.api.problems import domain_problem
from core.errors import (
    DomainError,
    IdempotencyInFlight,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidInput,
    LinkExpired,
    LostRace,
    NotFound,
    NotPermitted,
    TooMany,
    WrongState,
)
from core.tenancy.scope import TenantMismatch, TenantScopeMissing

# What partners rely on: a code never changes its status.
PROMISED = {
    InvalidInput: ("invalid", 400, False),
    IdempotencyKeyMissing: ("idempotency_key_missing", 400, False),
    NotPermitted: ("not_permitted", 403, False),
    NotFound: ("not_found", 404, False),
    LinkExpired: ("link_expired", 410, False),
    WrongState: ("wrong_state", 409, False),
    LostRace: ("changed_meanwhile", 409, True),
    TooMany: ("too_many", 429, True),
    IdempotencyInFlight: ("idempotency_in_flight", 409, True),
    IdempotencyKeyReused: ("idempotency_key_reused", 422, False),
}


def family(kind: type[DomainError]) -> set[type[DomainError]]:
    return {kind}.union(*(family(child) for child in kind.__subclasses__()))


def test_every_refusal_of_the_kernel_is_promised() -> None:
    kernel = {kind for kind in family(DomainError) if kind.__module__ == "core.errors"}

    assert kernel - {DomainError} == set(PROMISED)


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in family(DomainError)]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", PROMISED, ids=lambda kind: kind.__name__)
def test_a_refusal_becomes_a_problem_document(kind: type[DomainError]) -> None:
    code, status, retryable = PROMISED[kind]
    request = RequestFactory().get("/api/v1/articles/")
    request.request_id = "0123456789"

    response = domain_problem(request, kind("The reason in words"))

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": f"/api/docs/errors#{code}",
        "title": kind.title,
        "status": status,
        "code": code,
        "detail": "The reason in words",
        "instance": "/api/v1/articles/",
        "request_id": "0123456789",
    }
    assert kind.retryable is retryable


def test_a_refusal_names_the_part_at_fault_and_adds_facts() -> None:
    request = RequestFactory().get("/api/v1/articles/")

    response = domain_problem(request, InvalidInput("Too long", pointer="/text", limit=1000))

    body = json.loads(response.content)
    assert body["errors"] == [{"pointer": "/text", "code": "invalid", "detail": "Too long"}]
    assert body["limit"] == 1000


def test_a_crossed_tenant_is_a_bug_and_never_a_refusal() -> None:
    for bug in (TenantMismatch, TenantScopeMissing):
        assert issubclass(bug, RuntimeError)
        assert not issubclass(bug, DomainError)
