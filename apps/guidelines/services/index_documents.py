"""Writing the inverted index of the store, in the transaction that writes the documents."""

from __future__ import annotations

from django.db import connection

from apps.guidelines.models import Concept, RecommendationVersion
from core.tenancy.scope import current_tenant_id

# The statement at every level, so that lay words find it, and every word for what it is about.
# Lexemes come from PostgreSQL's own English configuration; a tsvector keeps at most 256 positions
# of one lexeme, which no statement reaches.
_INSERT = """
INSERT INTO guidelines_posting (tenant_id, document_id, term, frequency, length)
SELECT %(tenant)s, doc.id, left(lex.lexeme, 100), cardinality(lex.positions),
       sum(cardinality(lex.positions)) OVER (PARTITION BY doc.id)
FROM unnest(%(ids)s::bigint[], %(texts)s::text[]) AS doc (id, body)
CROSS JOIN LATERAL unnest(to_tsvector('english', doc.body)) AS lex
"""


def index_documents(*, documents: list[RecommendationVersion]) -> None:
    """Index these recommendation versions. Three queries, whatever their number."""
    if not documents:
        return
    words = {row.key: " ".join([row.name, *row.terms]) for row in Concept.objects.all()}
    texts = [_searchable(document, words) for document in documents]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {"tenant": current_tenant_id(), "ids": [row.pk for row in documents], "texts": texts},
        )


def _searchable(document: RecommendationVersion, words: dict[str, str]) -> str:
    concepts = {*document.interventions, *document.conditions, *document.for_those_who_cannot_take}
    parts = [
        document.clinician,
        document.patient,
        document.population,
        document.remarks,
        *document.safety,
        *(words.get(key, "") for key in sorted(concepts)),
    ]
    return "\n".join(part for part in parts if part)
