"""Opening review tasks for articles whose evidence changed (settings.EVIDENCE_DEPENDENTS)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import connection
from django.db.models import Count

from apps.advisory.models import ReviewTask
from apps.guidelines.models import EvidenceChange
from core.clock import now
from core.tenancy.scope import current_tenant_id

_OPEN: Final = """
INSERT INTO advisory_reviewtask (tenant_id, version_id, change_id, created_at, outcome)
SELECT DISTINCT v.tenant_id, v.id, m.change_id, %(now)s::timestamptz, ''
FROM articles_statementmark AS m
JOIN articles_statement AS s ON s.tenant_id = m.tenant_id AND s.id = m.statement_id
JOIN articles_articleversion AS v ON v.tenant_id = s.tenant_id AND v.id = s.version_id
WHERE m.tenant_id = %(tenant)s AND m.change_id = %(change)s
  AND v.state IN ('submitted', 'under_review', 'approved')
ON CONFLICT DO NOTHING
"""


def open_review_tasks(change: EvidenceChange) -> int:
    """One task for each article version with marked statements that is in review or approved.

    One query. Runs after the statements are marked.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"tenant": current_tenant_id(), "change": change.pk, "now": now()})
        return int(cursor.rowcount)


def count_open_tasks(changes: Collection[int]) -> dict[int, int]:
    """How many tasks of each change wait for the board (settings.EVIDENCE_MARKED). One query."""
    rows = ReviewTask.objects.filter(change__in=changes, done_at=None).values_list("change")
    return dict(rows.annotate(Count("pk")).order_by())
