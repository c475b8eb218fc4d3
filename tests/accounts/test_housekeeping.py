"""The hourly task that forgets kept answers."""

from __future__ import annotations

from datetime import timedelta

from celery import current_app
from django.conf import settings

from apps.accounts.models import Tenant
from apps.accounts.tasks import KEEP_IDEMPOTENCY, forget_idempotency_records
from core.clock import now
from core.models import IdempotencyRecord
from core.tenancy.scope import tenant_scope
from tests.cast import Cast


def keep(tenant: Tenant, key: str, age: timedelta) -> None:
    with tenant_scope(tenant.pk):
        IdempotencyRecord.objects.create(
            actor_id=1, key=key, request_sha256="0" * 64, created_at=now() - age
        )


def kept(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant.pk):
        return sorted(IdempotencyRecord.objects.values_list("key", flat=True))


def test_answers_are_kept_for_a_day_at_every_organisation(cast: Cast) -> None:
    for tenant in (cast.northgate, cast.harbour):
        keep(tenant, "younger", KEEP_IDEMPOTENCY - timedelta(minutes=1))
        keep(tenant, "older", KEEP_IDEMPOTENCY + timedelta(minutes=1))

    forget_idempotency_records()

    assert timedelta(hours=24) == KEEP_IDEMPOTENCY
    assert kept(cast.northgate) == kept(cast.harbour) == ["younger"]


def test_forgetting_twice_is_forgetting_once(cast: Cast) -> None:
    keep(cast.northgate, "younger", timedelta(0))

    forget_idempotency_records()
    forget_idempotency_records()

    assert kept(cast.northgate) == ["younger"]


def test_forgetting_is_asked_for_every_hour() -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE["forget-idempotency-records"]

    assert schedule["schedule"] == timedelta(hours=1)
    assert current_app.tasks[schedule["task"]].name == forget_idempotency_records.name
