"""Writing vectors: asking for them, and keeping those that a worker made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.guidelines.embedding.model import MODEL
from apps.guidelines.embedding.smoothing import Smoothed
from apps.guidelines.models import VectorIndex
from apps.guidelines.vectors import Store, as_halfvec
from core.jobs import enqueue
from core.tenancy.scope import current_tenant_id

# Under the lock of the index: what is withdrawn meanwhile is either seen here or waits, and then
# takes out what was written.
_LOCK: Final = "SELECT guidelines_lock_index(%s)"
_KEEP: Final = """
INSERT INTO guidelines_statementvector (tenant_id, document_id, model, own, neighbours, reach)
SELECT %(tenant)s, made.id, %(model)s, made.own::halfvec, '{}', -1
FROM unnest(%(ids)s::bigint[], %(vectors)s::text[]) AS made (id, own)
JOIN guidelines_recommendationversion AS v
    ON v.tenant_id = %(tenant)s AND v.id = made.id AND v.status = 'active'
ON CONFLICT (tenant_id, model, document_id) DO NOTHING
"""
_KEPT: Final = """
SELECT document_id FROM guidelines_statementvector
WHERE tenant_id = %(tenant)s AND model = %(model)s
"""
_SMOOTH: Final = """
UPDATE guidelines_statementvector AS s
SET smoothed = made.smoothed::halfvec, neighbours = made.neighbours::bigint[], reach = made.reach
FROM unnest(%(ids)s::bigint[], %(vectors)s::text[], %(neighbours)s::text[], %(reach)s::float[])
    AS made (id, smoothed, neighbours, reach)
WHERE s.tenant_id = %(tenant)s AND s.model = %(model)s AND s.document_id = made.id
"""


def want_vectors() -> None:
    """Queue the tenant's vectors for the worker, in the transaction that changes the store.

    One query, however much has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT guidelines_want_vectors(%s)", [current_tenant_id()])
        row_id = cursor.fetchone()[0]
    enqueue(VectorIndex.task, row_id=row_id)


def keep_vectors(ids: Sequence[int], vectors: Any) -> None:
    """Keep the vectors of those of these recommendations that are active. Two queries."""
    with _locked() as cursor:
        cursor.execute(_KEEP, {**_scope(), "ids": list(ids), "vectors": _written(vectors)})


def keep_smoothed(store: Store, rows: Sequence[Smoothed]) -> None:
    """Keep smoothed vectors of a store, but where a neighbour has gone since it was read.

    Three queries.
    """
    with _locked() as cursor:
        cursor.execute(_KEPT, _scope())
        kept = {row[0] for row in cursor.fetchall()}
        drawn_to = [[int(store.ids[row]) for row in item.neighbours] for item in rows]
        true = [pair for pair in zip(rows, drawn_to, strict=True) if kept.issuperset(pair[1])]
        facts: dict[str, Any] = {
            "ids": [int(store.ids[item.row]) for item, _ in true],
            "vectors": _written([item.vector for item, _ in true]),
            "neighbours": [f"{{{','.join(map(str, ids))}}}" for _, ids in true],
            "reach": [item.reach for item, _ in true],
        }
        cursor.execute(_SMOOTH, {**_scope(), **facts})


@contextmanager
def _locked() -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [current_tenant_id()])
        yield cursor


def _scope() -> dict[str, Any]:
    return {"tenant": current_tenant_id(), "model": MODEL}


def _written(vectors: Any) -> list[str]:
    return [as_halfvec(vector) for vector in vectors]
