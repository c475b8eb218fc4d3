"""The vectors that search goes by, remembered by each process: what is near a question.

They only propose ids. Whether those are there, active and the tenant's own, and how near they are,
is asked of PostgreSQL.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from apps.guidelines.embedding.encoder import Vectors
from apps.guidelines.models import VectorIndex
from apps.guidelines.vectors import received
from core.queue.models import WorkStatus
from core.tenancy.scope import current_tenant_id

# A statement takes 1.5 kB in each process of the worker. Past this an organisation has outgrown
# it: PostgreSQL scans its vectors, or another engine does (settings.RETRIEVER).
MOST_VECTORS: Final = 60_000
_ALL: Final = """
SELECT document_id, halfvec_send(coalesce(smoothed, own))
FROM guidelines_statementvector
WHERE tenant_id = %s AND model = %s
ORDER BY document_id
LIMIT %s
"""
_Held = tuple[Any, NDArray[np.int64], Vectors]
_held: OrderedDict[int, _Held] = OrderedDict()
_lock: Final = Lock()


def near(question: Vectors, model: str, number: int) -> list[int] | None:
    """The ids of the statements nearest to a question, nearest first.

    None while vectors are being made or where there are too many: then they must be scanned. One
    query; two when they have changed.
    """
    held = _current(model)
    if held is None:
        return None
    _, ids, vectors = held
    # Not by BLAS, whose threads spin on the processors that the other processes need.
    cosines = np.einsum("ij,j->i", vectors, question)
    best = np.argpartition(-cosines, min(number, len(ids) - 1))[:number]
    return [int(pk) for pk in ids[best[np.argsort(-cosines[best], kind="stable")]]]


def _current(model: str) -> _Held | None:
    tenant = current_tenant_id()
    index = VectorIndex.objects.filter(status=WorkStatus.DONE, model=model)
    # Every change of the store counts `wanted` up and queues the row in its own transaction.
    stamp = index.values_list("pk", "model", "wanted", "fresh_at").first()
    if stamp is None:
        return None
    with _lock:
        held = _held.get(tenant)
        if held is not None and held[0] == stamp:
            _held.move_to_end(tenant)
            return held
    return _remember(tenant, stamp, model)


def _remember(tenant: int, stamp: Any, model: str) -> _Held | None:
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [tenant, model, MOST_VECTORS + 1])
        rows = cursor.fetchall()
    if not 0 < len(rows) <= MOST_VECTORS:
        return None
    held = stamp, np.array([row[0] for row in rows]), received([row[1] for row in rows])
    with _lock:
        _held[tenant] = held
        _held.move_to_end(tenant)
        while sum(len(ids) for _, ids, _ in _held.values()) > MOST_VECTORS:
            _held.popitem(last=False)
    return held
