"""The worker's part of keeping vectors fresh: encode what is new, smooth what it touches, and bring
both to a second engine where one is set.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from itertools import islice
from typing import Final

from django.conf import settings

from apps.guidelines.embedding.build import build
from apps.guidelines.embedding.encoder import encode_statements
from apps.guidelines.embedding.model import MODEL, EncoderMissing
from apps.guidelines.embedding.smoothing import newly_reached, smooth
from apps.guidelines.milvus import EngineAway
from apps.guidelines.models import StatementVector, VectorIndex
from apps.guidelines.services.mirror_vectors import forget_older_vectors, mirror_vectors
from apps.guidelines.services.refresh_statistics import refresh_statistics
from apps.guidelines.services.store_vectors import keep_smoothed, keep_vectors
from apps.guidelines.vectors import Store, load_store, unencoded, wordings
from core.clock import now
from core.jobs import enqueue
from core.queue.work import Fenced, claim, complete, fail, give_back, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

# After this a worker lets others in: questions wait in the same queue.
SLICE_SECONDS: Final = 5.0
# Statements encoded at once, and smoothed vectors written at once: a second or two each.
BATCH: Final = 200
# Somebody has to install something first.
WITHOUT_ENCODER: Final = timedelta(minutes=10)
WITHOUT_ENGINE: Final = timedelta(minutes=1)


def refresh_vectors(*, tenant_id: int, row_id: int) -> None:
    """Take the tenant's vectors a slice further if they are there to be claimed.

    Runs twice, late or beside itself without harm. While no encoder can be had the row is tried
    again every ten minutes, and search goes by words; while the second engine is away, every
    minute, and search goes by PostgreSQL.
    """
    with tenant_scope(tenant_id):
        index = claim(VectorIndex, row_id)
        if index is None:
            give_up(VectorIndex, row_id)
            return
    try:
        build()
        until = time.monotonic() + SLICE_SECONDS
        is_done = bring_up_to_date(tenant_id, until=until)
        is_done = is_done and mirror_vectors(tenant_id, until=until)
        with tenant_scope(tenant_id):
            _leave(index, is_done=is_done)
        forget_older_vectors(tenant_id)
    except (EncoderMissing, EngineAway) as error:
        logger.warning("Vectors of tenant %s wait: %s", tenant_id, error)
        is_engine = isinstance(error, EngineAway)
        with tenant_scope(tenant_id):
            give_back(index, pause=WITHOUT_ENGINE if is_engine else WITHOUT_ENCODER)
    except Fenced:
        logger.info("Vectors of tenant %s were taken over by another worker", tenant_id)
    except Exception:
        logger.exception("Vectors of tenant %s could not be refreshed", tenant_id)
        with tenant_scope(tenant_id):
            fail(index)


def bring_up_to_date(tenant_id: int, *, until: float) -> bool:
    """Encode and smooth until `time.monotonic()` passes `until`; whether nothing is left.

    Short transactions of its own, and none is open while the encoder works.
    """
    with tenant_scope(tenant_id):
        VectorIndex.objects.filter(model="").update(model=MODEL)
        waiting = unencoded()
    for start in range(0, len(waiting), BATCH):
        _encode(tenant_id, waiting[start : start + BATCH])
        if time.monotonic() > until:
            return False
    with tenant_scope(tenant_id):
        store = load_store()
    return _smooth(tenant_id, store, until)


def _encode(tenant_id: int, ids: list[int]) -> None:
    with tenant_scope(tenant_id):
        worded = wordings(ids)
    vectors = encode_statements([(statement, second) for _, statement, second in worded])
    with tenant_scope(tenant_id):
        keep_vectors([pk for pk, _, _ in worded], vectors)


def _smooth(tenant_id: int, store: Store, until: float) -> bool:
    """Neighbours first: once a new row is smoothed, nobody would know whom it touches."""
    if not len(store.pending):
        return True
    new = set(store.pending.tolist())
    touched = [row for row in newly_reached(store.own, store.reach, new) if row not in new]
    made = smooth(store.own, [*touched, *sorted(new)])
    while some := list(islice(made, BATCH)):
        with tenant_scope(tenant_id):
            keep_smoothed(store, some)
        if time.monotonic() > until:
            return False
    return True


def _leave(index: VectorIndex, *, is_done: bool) -> None:
    """Done, unless the store has changed since the claim; then the next slice is rung for.

    The vectors of an older encoder served until now and go in the same transaction.
    """
    now_wanted = VectorIndex.objects.select_for_update().get(pk=index.pk).wanted
    if not is_done or now_wanted != index.wanted:
        give_back(index)
        enqueue(VectorIndex.task, row_id=index.pk)
        return
    complete(index, model=MODEL, fresh_at=now(), held_by=settings.RETRIEVER)
    if index.fresh_at is None:
        # A whole store at once, which the planner still takes for an empty one.
        refresh_statistics()
    StatementVector.objects.exclude(model=MODEL).delete()
