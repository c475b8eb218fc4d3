"""Housekeeping over all organisations, one unit of work for each; mailing notices."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from apps.accounts.models import Notice, Tenant
from apps.accounts.services.mail_notice import mail_notice
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


@shared_task(name=Notice.task)
def mail_waiting_notice(*, tenant_id: int, row_id: int) -> None:
    mail_notice(tenant_id=tenant_id, notice_id=row_id)
