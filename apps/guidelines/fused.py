"""Finding recommendations by words and by meaning at once: BM25 and vectors, fused in one query.

Reads only, within the tenant's scope and over active versions.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from apps.guidelines.bm25 import HITS, asked_for
from apps.guidelines.embedding.encoder import Vectors, encode_question
from apps.guidelines.embedding.model import EncoderMissing
from apps.guidelines.vectors import as_halfvec, serving_model

logger = logging.getLogger(__name__)

# Chosen on the development halves of three public collections, one setting for all of them; the
# plateau is flat. See docs/benchmarks.md and `evaluate_retrieval`.
_WORDS: Final = 0.7
_ASKED: Final = 0.7
_FEEDBACK: Final = 0.3
_BEST: Final = 3
_CANDIDATES: Final = 200

# BM25 counts as its share of what a statement with every word of the question would reach: the
# best hit of a poor lot stays poor. A word that the store lacks counts as one that no document has.
# A statement without a vector is taken to be as near as its words are, so that without any vector
# the order is BM25's own. The question is then moved towards the best three (Rocchio).
# Laterals with a limit: a join compared each statement with each candidate at times.
_WORDED: Final = f"""{HITS}, known AS (
    SELECT coalesce(sum(2.2 * a.weight * ln(1 + (c.n - a.df + 0.5) / (a.df + 0.5))), 0) AS total,
           coalesce(sum(a.weight), 0) AS weight
    FROM asked AS a CROSS JOIN corpus AS c
), ideal AS (
    SELECT k.total + 2.2 * (%(all_weights)s - k.weight) * ln(1 + (c.n + 0.5) / 0.5) AS score
    FROM known AS k CROSS JOIN corpus AS c
)"""  # noqa: S608 - constants of this module
_HAS_WORDS: Final = """
    SELECT document_id, sum(h.score) / nullif(min(i.score), 0) AS words
    FROM hits AS h CROSS JOIN ideal AS i
    GROUP BY document_id
"""
# Every vector of the store, one after the other.
_SCANNED: Final = f""", worded AS MATERIALIZED ({_HAS_WORDS}), near AS MATERIALIZED (
    SELECT document_id, -(coalesce(smoothed, own) <#> %(question)s::halfvec) AS meaning
    FROM guidelines_statementvector
    WHERE tenant_id = %(tenant)s AND model = %(model)s AND %(question)s::text IS NOT NULL
)"""  # noqa: S608 - constants of this module
# Those that another engine proposes and the best by words. The vectors are the store's own, so an
# id that is stale there, or somebody else's, meets no row.
_PROPOSED: Final = f""", said AS MATERIALIZED ({_HAS_WORDS}), pool AS MATERIALIZED (
    SELECT unnest(%(proposed)s::bigint[]) AS document_id
    UNION
    (SELECT document_id FROM said ORDER BY words DESC, document_id LIMIT %(candidates)s)
), worded AS MATERIALIZED (
    SELECT said.* FROM said JOIN pool USING (document_id)
), near AS MATERIALIZED (
    SELECT p.document_id, s.meaning
    FROM pool AS p CROSS JOIN LATERAL (
        SELECT -(coalesce(smoothed, own) <#> %(question)s::halfvec) AS meaning
        FROM guidelines_statementvector
        WHERE tenant_id = %(tenant)s AND model = %(model)s AND document_id = p.document_id
        LIMIT 1
    ) AS s
)"""  # noqa: S608 - constants of this module
_FUSED: Final = f""", first AS MATERIALIZED (
    SELECT document_id, meaning, coalesce(words, 0) AS words
    FROM near FULL JOIN worded USING (document_id)
    WHERE %(directions)s::text[] = '{{}}' OR document_id IN (
        SELECT id FROM guidelines_recommendationversion
        WHERE tenant_id = %(tenant)s AND status = 'active' AND direction = ANY (%(directions)s))
    ORDER BY coalesce(meaning, words) + {_WORDS} * coalesce(words, 0) DESC, document_id
    LIMIT %(candidates)s
), seen AS MATERIALIZED (
    SELECT f.*, s.own, coalesce(s.smoothed, s.own) AS vector
    FROM first AS f LEFT JOIN LATERAL (
        SELECT own, smoothed FROM guidelines_statementvector
        WHERE tenant_id = %(tenant)s AND model = %(model)s AND document_id = f.document_id
            AND f.meaning IS NOT NULL
        LIMIT 1
    ) AS s ON true
), best AS (
    SELECT l2_normalize(avg(vector)) AS mean
    FROM (SELECT vector FROM seen WHERE vector IS NOT NULL
          ORDER BY meaning + {_WORDS} * words DESC, document_id LIMIT {_BEST}) AS b
), turned AS MATERIALIZED (
    SELECT mean, sqrt({_ASKED**2 + _FEEDBACK**2}
                      - {2 * _ASKED * _FEEDBACK} * (mean <#> %(question)s::halfvec)) AS length
    FROM best
), scored AS (
    SELECT s.document_id, s.words, -(s.own <#> %(question)s::halfvec) AS meaning,
           coalesce(({_ASKED} * s.meaning - {_FEEDBACK} * (s.vector <#> t.mean)) / t.length,
                    s.words) + {_WORDS} * s.words AS score
    FROM seen AS s CROSS JOIN turned AS t
)
SELECT s.document_id, s.score, s.words, s.meaning, v.direction
FROM scored AS s
CROSS JOIN LATERAL (
    SELECT direction FROM guidelines_recommendationversion
    WHERE tenant_id = %(tenant)s AND id = s.document_id AND status = 'active'
    LIMIT 1
) AS v
ORDER BY s.score DESC, s.document_id
LIMIT %(limit)s
"""  # noqa: S608 - numbers of this module


@dataclass(frozen=True, slots=True)
class Found:
    """One recommendation with what its place rests on.

    `words` is the share of the question's words it has, by BM25; `meaning` the cosine of its own
    vector, None where it has none. `direction` keeps "against" apart from "for".
    """

    document_id: int
    score: float
    words: float
    meaning: float | None
    direction: str


# A question's vector, the encoder and how many: ids of statements near it, None for "ask yourself".
Propose = Callable[[Vectors, str, int], list[int] | None]


def find_by_meaning(
    text: str,
    weights: dict[str, float],
    *,
    limit: int,
    directions: frozenset[str] = frozenset(),
    propose: Propose | None = None,
) -> list[Found]:
    """The best active recommendations for a question and its weighted lexemes, best first.

    Of these directions only, unless none is named. By words alone where there is no encoder or no
    vector. `propose` spares the scan of all vectors. Two queries.
    """
    model = serving_model()
    question = _question(text, model)
    candidates = max(_CANDIDATES, limit)
    proposed = None if question is None or propose is None else propose(question, model, candidates)
    facts = asked_for(weights) | {
        "model": model,
        "question": None if question is None else as_halfvec(question),
        "all_weights": sum(weights.values()),
        "candidates": candidates,
        "limit": limit,
        "directions": sorted(directions),
        "proposed": proposed,
    }
    source = _SCANNED if proposed is None else _PROPOSED
    with connection.cursor() as cursor:
        cursor.execute(_WORDED + source + _FUSED, facts)
        return [Found(*row) for row in cursor.fetchall()]


def _question(text: str, model: str) -> Vectors | None:
    if not model:
        return None
    try:
        return encode_question(text, model=model)
    except EncoderMissing as error:
        logger.warning("Searching by words alone: %s", error)
        return None
