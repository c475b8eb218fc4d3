"""What answering asks of a search engine. PostgreSQL is one; adapters/ has them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from apps.guidelines.fused import Found
from apps.guidelines.models import RecommendationVersion


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The question as asked, and its lexemes with what each weighs."""

    text: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Filters:
    """Whatever else is asked: the tenant of the scope, and active versions only.

    `directions` empty means any: "for", "against", "either", "none".
    """

    directions: frozenset[str] = field(default_factory=frozenset)


class Retriever(Protocol):
    """One tenant at a time, that of the open scope; what belongs to others is never seen."""

    def index(self, documents: Sequence[RecommendationVersion]) -> None:
        """Make these versions found; those that are not active are left out."""
        ...

    def delete(self, ids: Sequence[int]) -> None:
        """Make these versions found no more, at once."""
        ...

    def search(self, query: SearchQuery, filters: Filters, k: int) -> list[Found]:
        """The best `k`, best first, each with what its place rests on."""
        ...
