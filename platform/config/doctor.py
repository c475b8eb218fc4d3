"""What `doctor` looks at, from the configuration to the freshness of each organisation's search.

Reads only. Each look is a `Check`; a finding is one that is not well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.checks import run_checks
from django.db.models import Count, Min, Q

from apps.accounts.models import Tenant
from apps.guidelines import milvus
from apps.guidelines.embedding.model import MODEL, is_built
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

    Nine queries for each organisation, one more for each kind of queue.
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
    is_due = Q(status=WorkStatus.QUEUED, not_before__lte=moment)
    asked = {
        "waiting": Count("pk", filter=is_due),
        "oldest": Min("not_before", filter=is_due),
        "failed": Count("pk", filter=Q(status=WorkStatus.FAILED, enqueued_at__gte=moment - LATELY)),
    }
    tenants = list(Tenant.objects.order_by("slug").values_list("pk", flat=True))
    for model in queued_models():
        rows = []
        for tenant in tenants:
            with tenant_scope(tenant):
                rows.append(model.objects.aggregate(**asked))
        oldest = min((row["oldest"] for row in rows if row["oldest"]), default=moment)
        waiting, failed = (sum(row[name] for row in rows) for name in ("waiting", "failed"))
        minutes = int((moment - oldest).total_seconds() // 60)
        yield Check(
            f"queue {model.task}",
            not failed and moment - oldest <= LONGEST_WAIT,
            f"{waiting} wait, the oldest for {minutes} minutes; {failed} failed in the last day.",
        )


def _searches() -> Iterator[Check]:
    for tenant in Tenant.objects.order_by("slug"):
        with tenant_scope(tenant.pk):
            fresh, indexed = freshness(), count_indexed()
            yield Check(
                f"words of {tenant.slug}",
                indexed == fresh.of,
                f"{indexed} of {fresh.of} active recommendations are found by their words.",
            )
            yield Check(
                f"vectors of {tenant.slug}",
                _is_in_time(fresh),
                f"{fresh.done} of {fresh.of} active recommendations are found by their meaning, "
                f"last complete {fresh.fresh_at or 'never'}.",
            )
            if settings.RETRIEVER == "milvus" and fresh.of:
                yield _mirror(tenant.slug)


def _is_in_time(fresh: Freshness) -> bool:
    """What changed a moment ago may still be on its way."""
    return fresh.is_complete or (
        fresh.changed_at is not None and now() - fresh.changed_at <= SLOWEST_REFRESH
    )


def _mirror(slug: str) -> Check:
    """What Milvus holds of the tenant of the scope, row by row."""
    name, wanted = f"Milvus of {slug}", digests()
    try:
        there = milvus.held(model=MODEL)
    except milvus.EngineAway as error:
        return Check(name, False, f"It cannot be asked: {error}.")
    differ = len(wanted.items() ^ there.items())
    says = f"It holds {len(there)} of {len(wanted)} vectors"
    return Check(
        name,
        not differ,
        f"{says}, as they are here." if not differ else f"{says}: run refresh_vectors.",
    )
