"""A partner's program that posts questions, and what it looks at."""

from __future__ import annotations

import json
from typing import Any

from apps.accounts.domain.keys import make_key
from apps.accounts.domain.roles import Scope
from apps.accounts.models import Tenant
from apps.accounts.services.issue_partner_key import issue_partner_key
from apps.qa.models import Question
from core.actors import system
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, partner

PATH = "/api/v1/questions/"
TEXT = "What if she cannot take a bisphosphonate?"
PROBLEM = "application/problem+json"


def post(cast: Cast, body: Any, *, key: str | None = "a-key", raw: str | None = None) -> Any:
    headers = {"idempotency-key": key} if key is not None else {}
    data = raw if raw is not None else json.dumps(body)
    program = partner(cast.northgate, cast.pia_key)
    return program.post(PATH, data, content_type="application/json", headers=headers)


def count(tenant: Tenant) -> int:
    with tenant_scope(tenant.pk):
        return Question.objects.count()


def issue_key(cast: Cast, *scopes: Scope) -> str:
    raw = make_key(bytes([len(scopes)]) * 36)
    with tenant_scope(cast.northgate.pk):
        issue_partner_key(
            tenant=cast.northgate,
            name="Another program",
            scopes=frozenset(scopes),
            raw=raw,
            actor=system("tests"),
        )
    return raw


def pointers(response: Any) -> list[str]:
    return [error["pointer"] for error in response.json()["errors"]]
