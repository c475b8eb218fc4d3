"""Bringing the vectors that PostgreSQL has made to a second engine, where one is set."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.conf import settings

from apps.guidelines import milvus
from apps.guidelines.embedding.model import MODEL
from apps.guidelines.vectors import digests, mirrored
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

# 1,000 vectors of 1.5 kB: half a second, far below the size of one message.
BATCH: Final = 1_000


def mirror_vectors(tenant_id: int, *, until: float) -> bool:
    """Bring the second engine into step until `time.monotonic()` passes `until`; whether it is.

    Compares all digests, so that it mends whatever was lost there. Raises `milvus.EngineAway`.
    """
    if settings.RETRIEVER == "postgres":
        return True
    with tenant_scope(tenant_id):
        wanted = digests()
        there = milvus.held(model=MODEL)
        gone = sorted(there.keys() - wanted.keys())
        for start in range(0, len(gone), BATCH):
            milvus.forget(gone[start : start + BATCH], model=MODEL)
    changed = sorted(pk for pk, digest in wanted.items() if there.get(pk) != digest)
    for start in range(0, len(changed), BATCH):
        if start and time.monotonic() > until:
            return False
        with tenant_scope(tenant_id):
            milvus.keep(mirrored(changed[start : start + BATCH]), model=MODEL)
    return True


def forget_older_vectors(tenant_id: int) -> None:
    """Take out of the second engine what it holds for encoders that no longer serve.

    What stays because the engine is away is found by nobody, and goes after the next change.
    """
    if settings.RETRIEVER == "postgres":
        return
    try:
        with tenant_scope(tenant_id):
            milvus.forget_other_models(model=MODEL)
    except milvus.EngineAway as error:
        logger.warning("Milvus keeps vectors of an older encoder: %s", error)


def forget_all_vectors(tenant_id: int) -> None:
    """Take a tenant out of the second engine. Raises `milvus.EngineAway`."""
    if settings.RETRIEVER != "postgres":
        with tenant_scope(tenant_id):
            gone = sorted(milvus.held(model=MODEL))
            for start in range(0, len(gone), BATCH):
                milvus.forget(gone[start : start + BATCH], model=MODEL)
