"""Writing the inverted index of the store, in the transaction that writes the documents.

What is superseded or withdrawn leaves the index by itself (trigger guidelines_forget_inactive).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

from apps.guidelines.models import IndexBatch, Posting, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.tenancy.scope import current_tenant_id

# As many as one statement indexes in half a second; the role's limit is five.
BATCH: Final = 2000
# Many small imports would leave many short rows of each term: past this number of batches that
# are less than a tenth full, they are put together.
SMALL: Final = BATCH // 10
MOST_SMALL: Final = 20

# The statement at the reading levels of clinician and patient, so that lay words find it, and every
# word for what it is about. Lexemes come from PostgreSQL's own English configuration; a tsvector
# keeps at most 256 positions of one lexeme, and one of more than a megabyte is refused.
_INSERT: Final = """
WITH chosen AS MATERIALIZED (
    SELECT r.id, r.interventions || r.conditions || r.for_those_who_cannot_take AS keys,
           left(concat_ws(E'\\n', r.clinician, nullif(r.patient, r.clinician), r.population,
                          r.remarks, array_to_string(r.safety, E'\\n'), words.body), 200000) AS body
    FROM guidelines_recommendationversion AS r
    CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', c.name, array_to_string(c.terms, ' ')), E'\\n') AS body
        FROM guidelines_concept AS c
        WHERE c.tenant_id = %(tenant)s
          AND c.key = ANY (r.interventions || r.conditions || r.for_those_who_cannot_take)
    ) AS words
    WHERE r.tenant_id = %(tenant)s AND r.id = ANY (%(ids)s) AND r.status = 'active'
), found AS MATERIALIZED (
    SELECT c.id, left(lex.lexeme, 100) AS term, cardinality(lex.positions) AS frequency,
           sum(cardinality(lex.positions)) OVER (PARTITION BY c.id) AS length
    FROM chosen AS c CROSS JOIN LATERAL unnest(to_tsvector('english', c.body)) AS lex
), lengths AS MATERIALIZED (
    SELECT id, max(length) AS length FROM found GROUP BY id
), batch AS (
    INSERT INTO guidelines_indexbatch (tenant_id, documents, size, total_length)
    SELECT %(tenant)s, array_agg(id ORDER BY id), count(*), sum(length) FROM lengths
    HAVING count(*) > 0
    RETURNING id
)
INSERT INTO guidelines_posting (tenant_id, term, batch, size, documents, frequencies, lengths)
SELECT %(tenant)s, term, (SELECT id FROM batch), count(*),
       array_agg(id ORDER BY id), array_agg(frequency ORDER BY id), array_agg(length ORDER BY id)
FROM (SELECT id, term, frequency, length FROM found
      UNION ALL
      SELECT c.id, '#' || key, 1, l.length
      FROM chosen AS c JOIN lengths AS l ON l.id = c.id
      CROSS JOIN LATERAL (SELECT DISTINCT unnest(c.keys)) AS key (key)) AS postings
GROUP BY term
"""


def index_documents(*, documents: list[RecommendationVersion]) -> None:
    """Index those of these versions that are active. Call it once they are published.

    About one query for each 2,000, and two.
    """
    if documents:
        _write(row.pk for row in documents)


@transaction.atomic
def reindex() -> int:
    """Write the tenant's index anew from its active recommendations; their number.

    Gives them the words that their concepts have got since they were imported.
    """
    _lock()
    Posting.objects.all().delete()
    IndexBatch.objects.all().delete()
    rows = RecommendationVersion.objects.filter(status=VersionStatus.ACTIVE)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    _insert(ids)
    return len(ids)


@transaction.atomic
def _write(ids: Iterable[int]) -> None:
    _lock()
    _insert(sorted({*ids, *_fold()}))


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT guidelines_lock_index(%s)", [current_tenant_id()])


def _fold() -> list[int]:
    """The documents of all small batches, taken out of the index, if there are many of those."""
    small = IndexBatch.objects.filter(size__lt=SMALL)
    batches = dict(small.values_list("pk", "documents")[: MOST_SMALL * 2])
    if len(batches) < MOST_SMALL:
        return []
    Posting.objects.filter(batch__in=batches).delete()
    small.filter(pk__in=batches).delete()
    return [pk for documents in batches.values() for pk in documents]


def _insert(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            cursor.execute(_INSERT, {"tenant": current_tenant_id(), "ids": chunk})
