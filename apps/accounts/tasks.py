"""Housekeeping over all organisations, one unit of work for each."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from apps.accounts.models import Tenant
from core.clock import now
from core.models import IdempotencyRecord
from core.tenancy.scope import tenant_scope

# At least as long as the longest retry of a well-behaved client (Stripe keeps results 24 h).
KEEP_IDEMPOTENCY: Final = timedelta(hours=24)


@shared_task(name="accounts.forget_idempotency_records")
def forget_idempotency_records() -> None:
    """Drop kept answers older than a day."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        with tenant_scope(tenant_id):
            IdempotencyRecord.objects.filter(created_at__lt=now() - KEEP_IDEMPOTENCY).delete()
