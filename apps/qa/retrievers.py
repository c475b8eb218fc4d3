"""Which search engine an organisation's questions go to."""

from __future__ import annotations

from apps.qa.adapters.postgres import PostgresRetriever
from apps.qa.ports import Retriever


def retriever() -> Retriever:
    """That of the tenant of the scope."""
    return PostgresRetriever()
