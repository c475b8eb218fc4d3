"""Storing what hangs on recommendation versions: ratings, actions, judgements, evidence, works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
from apps.guidelines.models import (
    Action,
    Concept,
    EvidenceProfile,
    Judgement,
    Rating,
    RecommendationVersion,
    SourceCitation,
    Work,
)
from apps.guidelines.services.insert_rows import insert_rows
from apps.guidelines.services.store_vocabulary import by_key

Pairs = list[tuple[RecommendationVersion, PackagedRecommendation]]


def store_parts(pairs: Pairs) -> None:
    """The rows must still be drafts. Seven queries at most, and one for each thousand rows more."""
    insert_rows(
        [
            Rating(recommendation_version=row, **rating)
            for row, packaged in pairs
            for rating in packaged.ratings
        ]
    )
    _store_actions(pairs)
    _store(Judgement, pairs, "judgements")
    _store(EvidenceProfile, pairs, "evidence")
    _store_citations(pairs)


def _store_actions(pairs: Pairs) -> None:
    named = [
        action["concept"]
        for _, packaged in pairs
        for action in packaged.parts["actions"]
        if action["concept"]
    ]
    concepts = by_key(Concept, named) if named else {}
    _store(
        Action,
        pairs,
        "actions",
        lambda facts: {**facts, "concept": concepts.get(facts["concept"])},
    )


def _store_citations(pairs: Pairs) -> None:
    named = [row["work"] for _, packaged in pairs for row in packaged.parts["citations"]]
    works = by_key(Work, named) if named else {}
    _store(
        SourceCitation, pairs, "citations", lambda facts: {**facts, "work": works[facts["work"]]}
    )


def _store(
    model: type[Any],
    pairs: Pairs,
    part: str,
    resolved: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> None:
    def rows() -> Iterator[Any]:
        for row, packaged in pairs:
            for ordinal, facts in enumerate(packaged.parts[part], start=1):
                yield model(recommendation_version=row, ordinal=ordinal, **resolved(facts))

    model.objects.bulk_create(rows(), batch_size=1_000)
