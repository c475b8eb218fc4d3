"""Rows of the store as a guideline package has them. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from apps.guidelines.domain.fields import write_fields
from apps.guidelines.domain.packaged_recommendation import STANDING_FIELDS
from apps.guidelines.domain.written_recommendation import write_said
from apps.guidelines.models import RecommendationVersion

# What hangs on a recommendation version.
PARTS: Final = ("ratings", "actions__concept", "judgements", "evidence", "source_citations__work")


def write_recommendation(row: RecommendationVersion, edition_status: str) -> dict[str, Any]:
    """One recommendation as its package has it. Reads its key and `PARTS` (prefetch them)."""
    standing = {**vars(row), "status": "" if row.status == edition_status else row.status}
    return {
        "key": row.recommendation.key,
        **said_by(row),
        **write_fields(standing, STANDING_FIELDS),
    }


def said_by(row: RecommendationVersion) -> dict[str, Any]:
    """What a record says, as its package has it. Reads its ratings and all that hangs on it."""
    return write_said(vars(row), map(vars, sorted(row.ratings.all(), key=_stored)), _parts(row))


def _parts(row: RecommendationVersion) -> dict[str, list[dict[str, Any]]]:
    return {
        "actions": [
            {**vars(item), "concept": item.concept.key if item.concept else ""}
            for item in _ordered(row.actions.all())
        ],
        "judgements": [vars(item) for item in _ordered(row.judgements.all())],
        "evidence": [vars(item) for item in _ordered(row.evidence.all())],
        "citations": [
            {**vars(item), "work": item.work.key} for item in _ordered(row.source_citations.all())
        ],
    }


def _stored(row: Any) -> int:
    """Ratings have no order of their own: as they were taken in."""
    return int(row.pk)


def _ordered(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.ordinal)
