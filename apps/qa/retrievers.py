"""Which search engine an organisation's questions go to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings

from apps.qa.adapters.milvus import MilvusRetriever
from apps.qa.adapters.postgres import PostgresRetriever
from apps.qa.ports import Retriever

ENGINES: Final[dict[str, Callable[[], Retriever]]] = {
    "postgres": PostgresRetriever,
    "milvus": MilvusRetriever,
}


def retriever() -> Retriever:
    """That of settings.RETRIEVER."""
    return ENGINES[settings.RETRIEVER]()
