"""Vectors of statements in Milvus: one collection an encoder, one partition key an organisation.

It only proposes ids. Whether they are there, active and the tenant's own is asked of PostgreSQL.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache

from apps.guidelines.embedding.model import DIMENSIONS
from apps.guidelines.vectors import Mirrored
from core.tenancy.scope import current_tenant_id

# An asker waits for the first, a worker for the second.
SEARCH_SECONDS: Final = 1.0
FEED_SECONDS: Final = 10.0
# After one failure nobody asks for so long: a hung engine must not slow every answer.
PAUSE_SECONDS: Final = 5
_AWAY: Final = "public:milvus:away"
_PREFIX: Final = "statements_"
_PAGE: Final = 5_000
# A connection of ours alone, which tries again soon: else a server that was started again stays
# away for up to two minutes.
_CHANNEL: Final = {"grpc.use_local_subchannel_pool": 1, "grpc.max_reconnect_backoff_ms": 5_000}


class EngineAway(Exception):
    """Milvus did not do it, and this says why. PostgreSQL then searches alone."""


class _Engine:
    """One connection of this process, and the collections it has found ready."""

    def __init__(self, uri: str, token: str) -> None:
        from pymilvus import MilvusClient

        # It logs each failure with three tracebacks; ours is one line.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self.client = MilvusClient(uri, token=token, timeout=SEARCH_SECONDS, grpc_options=_CHANNEL)
        self._ready: set[str] = set()

    def collection(self, model: str) -> str:
        """That of the encoder, made and loaded where it is not yet."""
        name = _PREFIX + re.sub(r"\W", "_", model)
        if name not in self._ready:
            if not self.client.has_collection(name, timeout=SEARCH_SECONDS):
                self._create(name)
            self.client.load_collection(name, timeout=FEED_SECONDS)
            self._ready.add(name)
        return name

    def _create(self, name: str) -> None:
        from pymilvus import DataType

        schema = self.client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("document", DataType.INT64, is_primary=True)
        schema.add_field("tenant", DataType.INT64, is_partition_key=True)
        schema.add_field("direction", DataType.VARCHAR, max_length=20)
        schema.add_field("digest", DataType.VARCHAR, max_length=32)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=DIMENSIONS)
        index = self.client.prepare_index_params()
        index.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
        self.client.create_collection(name, schema=schema, index_params=index, timeout=FEED_SECONDS)


_connect = lru_cache(maxsize=1)(_Engine)


@contextmanager
def _engine() -> Iterator[_Engine]:
    if cache.get(_AWAY):
        raise EngineAway("it failed a moment ago")
    engine: _Engine | None = None
    try:
        engine = _connect(settings.MILVUS_URI, settings.MILVUS_TOKEN)
        yield engine
    except Exception as error:  # pymilvus and grpc raise many kinds; all mean "not done"
        # A server that was started again wants its collections loaded again.
        _connect.cache_clear()
        if engine is not None:
            engine.client.close()
        cache.set(_AWAY, 1, timeout=PAUSE_SECONDS)
        raise EngineAway(str(error).partition("\n")[0]) from error


def nearest(question: Any, *, model: str, directions: Iterable[str], limit: int) -> list[int]:
    """Ids of the tenant's statements nearest to a question's vector, of these directions or any.

    Raises `EngineAway`, also where it holds none of them, after a few seconds at most.
    """
    asked = f"tenant == {current_tenant_id()}"
    if wanted := sorted(directions):
        asked += f" and direction in {json.dumps(wanted)}"
    with _engine() as engine:
        (hits,) = engine.client.search(
            engine.collection(model),
            data=[question.tolist()],
            filter=asked,
            limit=limit,
            output_fields=["document"],
            timeout=SEARCH_SECONDS,
        )
    if not hits and not wanted:
        raise EngineAway("it holds nothing of this organisation")
    return [int(hit["document"]) for hit in hits]


def held(*, model: str) -> dict[int, str]:
    """Digest by id of what it holds of the tenant. Raises `EngineAway`."""
    found: dict[int, str] = {}
    with _engine() as engine:
        pages = engine.client.query_iterator(
            engine.collection(model),
            batch_size=_PAGE,
            filter=f"tenant == {current_tenant_id()}",
            output_fields=["document", "digest"],
            consistency_level="Strong",
            timeout=FEED_SECONDS,
        )
        while page := pages.next():
            found |= {int(row["document"]): str(row["digest"]) for row in page}
        pages.close()
    return found


def keep(rows: Sequence[Mirrored], *, model: str) -> None:
    """Hold these rows of the tenant, in place of earlier ones. Raises `EngineAway`."""
    tenant = current_tenant_id()
    with _engine() as engine:
        engine.client.upsert(
            engine.collection(model),
            [
                {
                    "document": row.document_id,
                    "tenant": tenant,
                    "direction": row.direction,
                    "digest": row.digest,
                    "vector": row.vector.tolist(),
                }
                for row in rows
            ],
            timeout=FEED_SECONDS,
        )


def forget(ids: Sequence[int], *, model: str) -> None:
    """Hold these rows of the tenant no more. Raises `EngineAway`."""
    gone = f"tenant == {current_tenant_id()} and document in {json.dumps(list(ids))}"
    with _engine() as engine:
        engine.client.delete(engine.collection(model), filter=gone, timeout=FEED_SECONDS)


def forget_other_models(*, model: str) -> None:
    """Hold the tenant's rows for no other encoder than this. Raises `EngineAway`."""
    gone = f"tenant == {current_tenant_id()}"
    with _engine() as engine:
        ours = engine.collection(model)
        for name in engine.client.list_collections(timeout=FEED_SECONDS):
            if name.startswith(_PREFIX) and name != ours:
                engine.client.delete(name, filter=gone, timeout=FEED_SECONDS)


def state() -> str:
    """Whether it answers now: ok or away."""
    try:
        with _engine() as engine:
            engine.client.list_collections(timeout=SEARCH_SECONDS)
    except EngineAway:
        return "away"
    return "ok"
