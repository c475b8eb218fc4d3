"""Writing the inverted index of the store, in the transaction that writes the documents.

What is superseded or withdrawn leaves the index by itself (trigger guidelines_forget_inactive).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Final, NamedTuple

from django.db import connection, transaction

from apps.guidelines.models import Concept, IndexBatch, Posting, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.store_vectors import want_vectors
from core.tenancy.scope import current_tenant_id

# As many as one statement indexes in half a second; the role's limit is five.
BATCH: Final = 2000
# Many small imports would leave many short rows of each term: past this number of batches that
# are less than a tenth full, they are put together.
SMALL: Final = BATCH // 10
MOST_SMALL: Final = 20

# Lexemes come from PostgreSQL's own English configuration; a tsvector keeps at most 256 positions
# of one lexeme. Sorting by bytes takes a third of the time. The three arrays of a term are
# gathered side by side, so their order is one.
_INSERT: Final = """
WITH texts AS MATERIALIZED (
    SELECT t.id, t.keys, to_tsvector('english', t.body) AS vector
    FROM unnest(%(ids)s::bigint[], %(keys)s::text[], %(bodies)s::text[]) AS t (id, keys, body)
), sized AS MATERIALIZED (
    SELECT t.id, t.keys, t.vector,
           (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(t.vector)) AS length
    FROM texts AS t
), batch AS (
    INSERT INTO guidelines_indexbatch (tenant_id, documents, lengths, size, total_length)
    SELECT %(tenant)s, array_agg(id), array_agg(length), count(*), sum(length) FROM sized
    RETURNING id
)
INSERT INTO guidelines_posting (tenant_id, term, batch, size, documents, frequencies, lengths)
SELECT %(tenant)s, term, (SELECT id FROM batch), count(*),
       array_agg(id), array_agg(frequency), array_agg(length)
FROM (SELECT s.id, left(lex.lexeme, 100) COLLATE "C" AS term,
             cardinality(lex.positions) AS frequency, s.length
      FROM sized AS s CROSS JOIN LATERAL unnest(s.vector) AS lex
      UNION ALL
      SELECT s.id, '#' || key, 1, s.length
      FROM sized AS s CROSS JOIN LATERAL unnest(string_to_array(s.keys, ' ')) AS key) AS postings
GROUP BY term
"""
# A tsvector of more than a megabyte is refused; no recommendation comes near it.
MOST_CHARACTERS: Final = 200_000


class _Document(NamedTuple):
    """What is indexed of a recommendation version, by its columns."""

    pk: int
    clinician: str
    patient: str
    population: str
    remarks: str
    safety: list[str]
    interventions: list[str]
    conditions: list[str]
    for_those_who_cannot_take: list[str]


def index_documents(*, documents: list[RecommendationVersion]) -> None:
    """Index those of these versions that are active. Call it once they are published.

    Their vectors follow in the background. About one query for each 2,000, and three.
    """
    if documents:
        _write(row.pk for row in documents)


@transaction.atomic
def forget_documents(*, ids: Sequence[int]) -> None:
    """Take these out of the index and the vectors, as the trigger does for what is not active."""
    _lock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT guidelines_forget_documents(%s)", [list(ids)])
        cursor.execute("SELECT guidelines_forget_vectors(%s, %s)", [current_tenant_id(), list(ids)])


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
    want_vectors()


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
    concepts = Concept.objects.values_list("key", "name", "terms")
    words = {key: " ".join([name, *terms]) for key, name, terms in concepts}
    active = RecommendationVersion.objects.filter(status=VersionStatus.ACTIVE)
    with connection.cursor() as cursor:
        for start in range(0, len(ids), BATCH):
            chosen = active.filter(pk__in=ids[start : start + BATCH])
            # Whole objects of fifty fields would take a tenth of the time that an import has.
            rows = list(starmap(_Document, chosen.values_list(*_Document._fields)))
            if rows:
                cursor.execute(
                    _INSERT,
                    {
                        "tenant": current_tenant_id(),
                        "ids": [row.pk for row in rows],
                        "keys": [" ".join(_keys(row)) for row in rows],
                        "bodies": [_searchable(row, words) for row in rows],
                    },
                )


def _keys(row: _Document) -> list[str]:
    return sorted({*row.interventions, *row.conditions, *row.for_those_who_cannot_take})


def _searchable(row: _Document, words: dict[str, str]) -> str:
    """The statement for clinicians and for patients, so that lay words find it, and every word for
    what it is about.
    """
    parts = [
        row.clinician,
        row.patient if row.patient != row.clinician else "",
        row.population,
        row.remarks,
        *row.safety,
        *(words.get(key, "") for key in _keys(row)),
    ]
    return "\n".join(part for part in parts if part)[:MOST_CHARACTERS]
