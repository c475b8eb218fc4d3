"""Finding recommendations: BM25 in plain SQL over the postings.

Reads only, within the tenant's scope and over active versions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from core.tenancy.scope import current_tenant_id

# Robertson/Sparck Jones with the usual k1 1.2 and b 0.75; measured, they hardly matter here.
# A word that most records have says little about one of them but costs the most: the rarest words
# count, and commoner ones as long as all of them have no more postings than this (0.4 µs each).
_MOST_POSTINGS: Final = 25_000
_BM25: Final = """
WITH corpus AS (
    SELECT sum(size)::float AS n, sum(total_length)::float / nullif(sum(size), 0) AS mean
    FROM guidelines_indexbatch WHERE tenant_id = %(tenant)s
), asked AS (
    SELECT q.term, q.weight, p.df, sum(p.df) OVER (ORDER BY p.df, q.term) AS postings
    FROM unnest(%(terms)s::text[], %(weights)s::float[]) AS q (term, weight)
    CROSS JOIN LATERAL (
        SELECT sum(size)::float AS df FROM guidelines_posting
        WHERE tenant_id = %(tenant)s AND term = q.term
    ) AS p
    WHERE p.df > 0
), kept AS (
    SELECT a.term, 2.2 * a.weight * ln(1 + (c.n - a.df + 0.5) / (a.df + 0.5)) AS weight,
           1.2 * 0.25 AS base, 1.2 * 0.75 / c.mean AS slope
    FROM asked AS a CROSS JOIN corpus AS c
    WHERE a.postings <= %(most)s OR a.postings = a.df
), hits AS (
    SELECT d.document_id, k.term,
           k.weight * d.frequency / (d.frequency + k.base + k.slope * d.length) AS score
    FROM kept AS k
    JOIN guidelines_posting AS p ON p.tenant_id = %(tenant)s AND p.term = k.term
    CROSS JOIN LATERAL unnest(p.documents, p.frequencies, p.lengths)
        AS d (document_id, frequency, length)
), best AS (
    SELECT document_id, sum(score) AS score
    FROM hits
    GROUP BY document_id
    ORDER BY score DESC, document_id
    LIMIT %(limit)s
)
"""
_BEST: Final = "SELECT document_id, score FROM best ORDER BY score DESC, document_id"
_BEST_BY_TERM: Final = """
SELECT b.document_id, v.kind, array_agg(h.term), array_agg(h.score),
       ARRAY(SELECT term FROM asked AS a WHERE a.postings > %(most)s AND a.postings <> a.df)
FROM best AS b
JOIN hits AS h USING (document_id)
JOIN guidelines_recommendationversion AS v
    ON v.tenant_id = %(tenant)s AND v.id = b.document_id
GROUP BY b.document_id, b.score, v.kind
ORDER BY b.score DESC, b.document_id
"""


@dataclass(frozen=True, slots=True)
class Hit:
    document_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """`scores` by term; `common` are terms that so many documents have that they were left out."""

    document_id: int
    kind: str
    scores: dict[str, float]
    common: frozenset[str]


def find_recommendations(weights: dict[str, float], *, limit: int = 50) -> list[Hit]:
    """The best active recommendations for weighted lexemes, best first. One query."""
    return [Hit(pk, float(score)) for pk, score in _execute(_BEST, weights, limit)]


def find_matches(weights: dict[str, float], *, limit: int) -> list[Match]:
    """The same with what each term adds. One query."""
    return [
        Match(pk, kind, dict(zip(terms, scores, strict=True)), frozenset(common))
        for pk, kind, terms, scores, common in _execute(_BEST_BY_TERM, weights, limit)
    ]


def _execute(query: str, weights: dict[str, float], limit: int) -> list[tuple[Any, ...]]:
    if not weights:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _BM25 + query,
            {
                "tenant": current_tenant_id(),
                "terms": list(weights),
                "weights": list(weights.values()),
                "limit": limit,
                "most": _MOST_POSTINGS,
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
