"""Vectors of a tenant's store, made as the worker makes them."""

from __future__ import annotations

from apps.accounts.models import Tenant
from apps.guidelines.models import RecommendationVersion, StatementVector, VectorIndex
from apps.guidelines.tasks import refresh_queued_vectors
from core.queue.models import WorkStatus
from core.tenancy.scope import tenant_scope


def refreshed(tenant: Tenant) -> VectorIndex:
    """Work until nothing waits; how it ended."""
    while (index := index_of(tenant)).status == WorkStatus.QUEUED:
        refresh_queued_vectors(tenant_id=tenant.pk, row_id=index.pk)
    return index


def index_of(tenant: Tenant) -> VectorIndex:
    with tenant_scope(tenant.pk):
        return VectorIndex.objects.get()


def vectors_of(tenant: Tenant) -> dict[str, StatementVector]:
    """By the key of the recommendation, without the vectors themselves."""
    with tenant_scope(tenant.pk):
        rows = {row.document_id: row for row in StatementVector.objects.defer("own")}
        versions = RecommendationVersion.objects.select_related("recommendation").in_bulk(
            list(rows)
        )
        return {versions[pk].recommendation.key: row for pk, row in rows.items()}
