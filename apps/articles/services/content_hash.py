"""The hash of what a version says: text at every level, citations, and the records behind them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from apps.articles.models import AlgorithmStep, ArticleVersion, RedFlag, Section, Statement


def content_hash(version: ArticleVersion) -> str:
    """SHA-256 over the whole content. Seven queries."""
    document = {
        "question": version.question,
        "heading": version.heading,
        "topic": version.topic,
        "keywords": version.keywords,
        "statements": _statements(version),
        "sections": [
            {"ordinal": row.ordinal, "key": row.key, "wording": row.wording()}
            for row in Section.objects.filter(version=version).order_by("ordinal")
        ],
        "differences": [
            {
                "wording": row.wording(),
                "reconciliation": row.reconciliation,
                "conflict": row.conflict_id,
            }
            for row in version.differences.order_by("section", "ordinal")
        ],
        "steps": _steps(version),
        "red_flags": [
            row.wording() for row in RedFlag.objects.filter(version=version).order_by("ordinal")
        ],
    }
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _statements(version: ArticleVersion) -> list[dict[str, Any]]:
    """With each citation the hash of the record as it was, so that a swapped record shows."""
    rows = Statement.objects.filter(version=version).order_by("key")
    return [
        {
            "key": row.key,
            "role": row.role,
            "place": [row.section_id, row.parent_id, row.difference_id, row.ordinal],
            "wording": row.wording(),
            "note": row.note,
            "stance": row.stance,
            "cites": sorted(
                [
                    str(cite.recommendation_version.public_id),
                    cite.recommendation_version.content_sha256,
                ]
                for cite in row.citations.all()
            ),
            "unresolved": sorted(marker.name for marker in row.unresolved_citations.all()),
        }
        for row in rows.prefetch_related(
            "citations__recommendation_version", "unresolved_citations"
        )
    ]


def _steps(version: ArticleVersion) -> list[dict[str, Any]]:
    rows = AlgorithmStep.objects.filter(version=version).order_by("pk").prefetch_related("bases")
    return [
        {
            "ordinal": row.ordinal,
            "parent": row.parent_id,
            "title": row.title,
            "detail": row.detail,
            "alert": row.is_alert,
            "basis": sorted(basis.statement_id for basis in row.bases.all()),
        }
        for row in rows
    ]
