"""A store that lacks colchicine, and then has it."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Tenant
from apps.qa.coverage import Gap, GapQuestion
from apps.qa.models import Question
from apps.qa.services.retry_gaps import retry_gap
from core.tenancy.scope import tenant_scope
from tests import make

TEXT = "Is colchicine right for osteoporosis?"
LACKING = "The guideline store has no active recommendation on: colchicine."


def with_colchicine() -> dict[str, Any]:
    """The next edition of the store's guideline."""
    concept = {"key": "colchicine", "kind": "drug", "name": "colchicine", "terms": []}
    row = make.recommendation(
        "third", "Do not offer colchicine for osteoporosis.", interventions=["colchicine"]
    )
    return make.package(
        *make.default_recommendations(),
        row | {"direction": "against", "ratings": row["ratings"][1:], "strength": None},
        label="2024",
        concepts=[*make.package()["concepts"], concept],
    )


def grow(tenant: Tenant) -> None:
    """Import what was lacking; nobody has tried the gaps yet."""
    make.store(tenant, with_colchicine())


def try_gaps(tenant: Tenant) -> None:
    """What the worker does with each queued gap."""
    with tenant_scope(tenant.pk):
        ids = list(Gap.objects.filter(status="queued").values_list("pk", flat=True))
    for pk in ids:
        retry_gap(tenant_id=tenant.pk, gap_id=pk)


def covered(tenant: Tenant, text: str = TEXT, **asked: Any) -> Question:
    """A question that was not covered when asked and is now."""
    make.store(tenant)
    question = make.answered(tenant, text, **asked)
    grow(tenant)
    try_gaps(tenant)
    return question


def place_of(question: Question) -> GapQuestion:
    return GapQuestion.objects.select_related("gap").get(question=question)
