"""Search with Milvus beside the store: it proposes by meaning, PostgreSQL weighs and decides."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from apps.guidelines import milvus
from apps.guidelines.fused import Found, find_by_meaning
from apps.guidelines.vectors import is_mirrored
from apps.qa.adapters.postgres import PostgresRetriever
from apps.qa.ports import Filters, SearchQuery

logger = logging.getLogger(__name__)


class MilvusRetriever(PostgresRetriever):
    """The background refresh of vectors feeds it. Until it has all of a tenant's, and while it is
    away, PostgreSQL searches alone.
    """

    def search(self, query: SearchQuery, filters: Filters, k: int) -> list[Found]:
        """Three queries, and one call of Milvus."""
        return find_by_meaning(
            query.text,
            dict(query.weights),
            limit=k,
            directions=filters.directions,
            propose=partial(_propose, filters.directions) if is_mirrored("milvus") else None,
        )


def _propose(directions: frozenset[str], question: Any, model: str, limit: int) -> list[int] | None:
    try:
        return milvus.nearest(question, model=model, directions=directions, limit=limit)
    except milvus.EngineAway as error:
        logger.warning("Searching in PostgreSQL alone, Milvus is away: %s", error)
        return None
