"""Finding recommendations: BM25 in plain SQL over the postings.

Reads only, within the tenant's scope and over active versions.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from apps.guidelines.models import RecommendationVersion
from core.tenancy.scope import current_tenant_id

# Robertson/Sparck Jones with the usual k1 1.2 and b 0.75; measured, they hardly matter here.
# A word that most records have says little about one of them but costs the most: the rarest words
# count, and commoner ones as long as all of them have no more postings than this (0.4 µs each).
_MOST_POSTINGS: Final = 25_000
# What is also filtered and counted costs twice as much.
_MOST_AMONG: Final = 8_000
HITS: Final = """
WITH corpus AS (
    SELECT sum(size)::float AS n, sum(total_length)::float / nullif(sum(size), 0) AS mean
    FROM guidelines_indexbatch WHERE tenant_id = %(tenant)s
), asked AS (
    SELECT q.term, q.weight, q.is_whole, p.df,
           sum(p.df) OVER (ORDER BY p.df, q.term) AS postings
    FROM unnest(%(terms)s::text[], %(weights)s::float[], %(whole)s::bool[])
        AS q (term, weight, is_whole)
    CROSS JOIN LATERAL (
        SELECT sum(size)::float AS df FROM guidelines_posting
        WHERE tenant_id = %(tenant)s AND term = q.term
    ) AS p
    WHERE p.df > 0
), kept AS (
    SELECT a.term, a.is_whole, 2.2 * a.weight * ln(1 + (c.n - a.df + 0.5) / (a.df + 0.5)) AS weight,
           (1.2 * 0.25)::float AS base, 1.2 * 0.75 / c.mean AS slope
    FROM asked AS a CROSS JOIN corpus AS c
    WHERE a.postings <= %(most)s OR a.postings = a.df
), hits AS (
    SELECT d.document_id, k.term, k.is_whole,
           k.weight * d.frequency / (d.frequency + k.base + k.slope * d.length) AS score
    FROM kept AS k
    JOIN guidelines_posting AS p ON p.tenant_id = %(tenant)s AND p.term = k.term
    CROSS JOIN LATERAL unnest(p.documents, p.frequencies, p.lengths)
        AS d (document_id, frequency, length)
)"""
_BEST: Final = """
SELECT document_id, sum(score) AS score
FROM hits
GROUP BY document_id
ORDER BY score DESC, document_id
LIMIT %(limit)s
"""
# Matches and counts in one query: to score twice would take twice as long. What `rank` would leave
# out because it says nothing whole is left out here, before anything is counted or cut off. The
# sum keeps the planner, which expects six hits, from looking up twenty thousand one by one.
_AMONG: Final = """
, common AS (
    SELECT term FROM asked WHERE postings > %(most)s AND postings <> df
), needed AS (
    SELECT way, term, count(*) OVER (PARTITION BY way) AS size
    FROM unnest(%(ways)s::int[], %(words)s::text[]) AS w (way, term)
    WHERE term NOT IN (SELECT term FROM common)
), complete AS (
    SELECT h.document_id
    FROM hits AS h JOIN needed AS n USING (term)
    GROUP BY h.document_id, n.way, n.size
    HAVING count(*) = n.size
), scored AS MATERIALIZED (
    SELECT r.*, h.score
    FROM (SELECT document_id, sum(score) AS score, bool_or(is_whole) AS is_said
          FROM hits GROUP BY document_id) AS h
    JOIN ({among}) AS r (id, edition, kind, direction, strength) ON r.id + 0 = h.document_id
    WHERE h.is_said OR h.document_id IN (SELECT document_id FROM complete)
), best AS (
    SELECT id, kind FROM scored ORDER BY score DESC, id LIMIT %(limit)s OFFSET %(skip)s
)
SELECT (SELECT json_agg(json_build_array(id, kind, scores))
        FROM (SELECT b.id, b.kind, json_object_agg(h.term, h.score) AS scores
              FROM best AS b JOIN hits AS h ON h.document_id = b.id
              GROUP BY b.id, b.kind) AS matched),
       array(SELECT term FROM common),
       (SELECT json_agg(json_build_array(edition, kind, direction, strength, number))
        FROM (SELECT edition, kind, direction, strength, count(*) AS number
              FROM scored GROUP BY edition, kind, direction, strength) AS counted)
"""
# What a search counts, as columns of a recommendation version; its id comes first.
COUNTED: Final = ("id", "guideline_version_id", "kind", "direction", "strength")


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


@dataclass(frozen=True, slots=True)
class Counted:
    """How many recommendations there are of one edition, kind, direction and strength."""

    edition: int
    kind: str
    direction: str
    strength: int | None
    number: int


def find_recommendations(weights: dict[str, float], *, limit: int = 50) -> list[Hit]:
    """The best active recommendations for weighted lexemes, best first. One query."""
    if not weights:
        return []
    rows = _execute(HITS + _BEST, asked_for(weights) | {"limit": limit})
    return [Hit(pk, float(score)) for pk, score in rows]


def find_matches(
    weights: dict[str, float],
    ways: list[frozenset[str]],
    among: QuerySet[RecommendationVersion],
    *,
    skip: int,
    limit: int,
) -> tuple[list[Match], list[Counted]]:
    """Those of `among` that have all words of one of the ways, and what all of them are.

    The best after the first `skip`, in no order, with what each term adds. One query.
    """
    if not weights:
        return [], []
    sql, values = among.order_by().values_list(*COUNTED).query.sql_with_params()
    names = [f"among{place}" for place in range(len(values))]
    several = [way for way in ways if len(way) > 1]
    needed = [(place, word) for place, words in enumerate(several) for word in words]
    query = HITS + _AMONG.format(among=sql % tuple(f"%({name})s" for name in names))
    asked = asked_for(weights, whole={word for way in ways if len(way) == 1 for word in way})
    asked |= dict(zip(names, values, strict=True))
    asked |= {
        "most": _MOST_AMONG,
        "ways": [way for way, _ in needed],
        "words": [word for _, word in needed],
    }
    ((matches, common, counted),) = _execute(query, asked | {"skip": skip, "limit": limit})
    return (
        [Match(pk, kind, scores, frozenset(common)) for pk, kind, scores in matches or []],
        [Counted(*row) for row in counted or []],
    )


def asked_for(weights: dict[str, float], *, whole: Container[str] = ()) -> dict[str, Any]:
    """What HITS asks for. `whole` are the words each of which says a thing alone."""
    return {
        "tenant": current_tenant_id(),
        "terms": list(weights),
        "weights": list(weights.values()),
        "whole": [word in whole for word in weights],
        "most": _MOST_POSTINGS,
    }


def _execute(query: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
