"""What `doctor` looks at, from the configuration to the freshness of each organisation's search.

Reads only. Each look is a `Check`; a finding is one that is not well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.checks import run_checks
from django.db import OperationalError, ProgrammingError
from django.db.models import Count, Min, Q

from apps.accounts.models import Tenant
from apps.guidelines import milvus
from apps.guidelines.embedding.model import is_built
from apps.guidelines.models import VectorIndex
from apps.guidelines.vectors import Freshness, count_indexed, digests, freshness
from apps.qa.services.model_endpoint import ModelFailed, configured_endpoint, reach
from core.clock import now
from core.queue.models import WorkStatus
from core.queue.sweep import queued_models
from core.tenancy.scope import tenant_scope
from core.tenancy.wall import find_gaps, tenant_models
from core.web.health import broker_state, database_state, optional_states

# Far beyond the longest wait that a worker and a sweeper who live leave behind.
LONGEST_WAIT: Final = timedelta(minutes=5)
# A large import's vectors take so long.
SLOWEST_REFRESH: Final = timedelta(hours=1)
LATELY: Final = timedelta(days=1)
MODEL_SECONDS: Final = 3.0
_LOCAL: Final = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, whether it is well, and a sentence that says so."""

    name: str
    is_well: bool
    says: str


def examine() -> list[Check]:
    """Everything, in the order in which to mend it.

    Two queries for each table, seven for each kind of queue and organisation.
    """
    checks = [*_configuration(), *_services()]
    database = database_state()
    checks.append(_database(database))
    if database == "away":
        return checks
    checks += _wall()
    if database == "ok":
        checks += _queues()
        checks += _searches()
    return checks


def _configuration() -> Iterator[Check]:
    messages = [message for message in run_checks() if message.is_serious()]
    says = "; ".join(message.msg for message in messages)
    yield Check("configuration", not messages, says or "Every variable is understood.")
    is_public = settings.PLATFORM_HOST.partition(":")[0] not in _LOCAL
    if settings.DEBUG and is_public:
        yield Check("DEBUG", False, "Errors are shown in detail to whoever causes them: set it 0.")
    if settings.PUBLIC_SCHEME == "http" and is_public:
        yield Check("PUBLIC_SCHEME", False, "Sign-ins and cookies travel unencrypted: use https.")


def _services() -> Iterator[Check]:
    is_there = broker_state() == "ok"
    yield Check(
        "broker",
        is_there,
        "It answers." if is_there else "It is away: questions wait in their rows until it is back.",
    )
    for name, state in optional_states().items():
        is_there = state == "ok"
        away = f"{settings.RETRIEVER} is away: PostgreSQL searches alone."
        yield Check(name, is_there, f"{settings.RETRIEVER} answers." if is_there else away)
    yield _model()
    says = "It is built." if is_built() else "It is not built: search goes by words alone."
    yield Check("encoder", is_built(), says)


def _model() -> Check:
    endpoint = configured_endpoint()
    if endpoint is None:
        return Check("language model", True, "None is set.")
    try:
        reach(endpoint, seconds=MODEL_SECONDS)
    except ModelFailed as error:
        return Check("language model", False, f"{error.detail}: answers stay in the store's words.")
    return Check("language model", True, "It answers.")


def _database(state: str) -> Check:
    says = {
        "ok": "It answers, and has all migrations.",
        "away": "It is away: nothing below was looked at.",
        "migrations missing": "Migrations are missing: run prepare_database.",
    }
    return Check("database", state == "ok", says[state])


def _wall() -> Iterator[Check]:
    gaps = find_gaps()
    for gap in gaps:
        yield Check("row-level security", False, f"{gap}.")
    if not gaps:
        number = len(tenant_models())
        yield Check("row-level security", True, f"It is forced on all {number} tables of tenants.")


def _queues() -> Iterator[Check]:
    moment = now()
    tenants = list(Tenant.objects.order_by("slug").values_list("pk", flat=True))
    for model in queued_models():
        waiting, failed, oldest = 0, 0, moment
        for tenant in tenants:
            with tenant_scope(tenant):
                seen = model.objects.aggregate(waiting=_DUE, oldest=_OLDEST, failed=_FAILED)
            waiting += seen["waiting"]
            failed += seen["failed"]
            oldest = min(oldest, seen["oldest"] or moment)
        yield _queue(model._meta.verbose_name_plural or "", waiting, failed, moment - oldest)


