"""`refresh_vectors`: has every organisation's vectors looked through again by the worker."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from apps.accounts.models import Tenant
from apps.guidelines.services.store_vectors import want_vectors
from core.tenancy.scope import tenant_scope


class Command(BaseCommand):
    help = (
        "Queue the vectors of all organisations: after a second engine was set, or has lost some."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = list(Tenant.objects.order_by("pk"))
        for tenant in tenants:
            with tenant_scope(tenant.pk):
                want_vectors()
        self.stdout.write(f"Queued: the vectors of {len(tenants)} organisations.")
