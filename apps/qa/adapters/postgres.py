"""Search where the store itself lies: one statement, no second copy to keep in step."""

from __future__ import annotations

from collections.abc import Sequence

from apps.guidelines.fused import Found, find_by_meaning
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.remembered_vectors import near
from apps.guidelines.services.index_documents import forget_documents, index_documents
from apps.qa.ports import Filters, SearchQuery


class PostgresRetriever:
    """The store's own services index and delete on every change; nobody else has to call them."""

    def index(self, documents: Sequence[RecommendationVersion]) -> None:
        index_documents(documents=list(documents))

    def delete(self, ids: Sequence[int]) -> None:
        forget_documents(ids=ids)

    def search(self, query: SearchQuery, filters: Filters, k: int) -> list[Found]:
        """Three queries."""
        return find_by_meaning(
            query.text,
            dict(query.weights),
            limit=k,
            directions=filters.directions,
            propose=near,
        )
