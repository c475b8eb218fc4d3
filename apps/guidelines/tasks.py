"""The worker's doors to imports and to the vectors of statements."""

from __future__ import annotations

from celery import shared_task

from apps.guidelines.models import ImportRun, VectorIndex
from apps.guidelines.services.refresh_vectors import refresh_vectors
from apps.guidelines.services.work_on_import import work_on_import


# Below the lease of an import, above what the largest upload takes.
@shared_task(name=ImportRun.task, soft_time_limit=300, time_limit=330)
def work_on_queued_import(*, tenant_id: int, row_id: int) -> None:
    work_on_import(tenant_id=tenant_id, run_id=row_id)


@shared_task(name=VectorIndex.task)
def refresh_queued_vectors(*, tenant_id: int, row_id: int) -> None:
    refresh_vectors(tenant_id=tenant_id, row_id=row_id)
