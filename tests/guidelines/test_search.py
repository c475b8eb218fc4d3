"""BM25 over the store, against a few lines of Python that know nothing of the SQL."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from django.db import connection

from apps.guidelines.bm25 import find_recommendations
from apps.guidelines.models import Posting, RecommendationVersion
from apps.guidelines.search import (
    find_unknown_lexemes,
    lexemes,
    load_documents,
)
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

STATEMENTS = {
    "walking": "Walking walking and walking again keeps people steady.",
    "calcium": "Calcium keeps bones steady, and walking helps.",
    "lamps": "Bright lamps, shoes, rails and ramps keep people steady, steady, steady at home.",
    "calcium-long": "Calcium with calcium, sunshine, fish, milk, nuts, greens, beans and seeds.",
}


def _store(cast: Cast) -> None:
    make.store(
        cast.northgate,
        make.package(
            *(
                make.recommendation(key, text, interventions=["brace"], conditions=[])
                for key, text in STATEMENTS.items()
            )
        ),
    )


def _words(row: RecommendationVersion) -> Counter[str]:
    """The stems of a document, counted here; only the stemmer itself is PostgreSQL's."""
    parts = [row.clinician, row.patient, row.population, "brace orthosis"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('english', %s)::text", ["\n".join(parts)])
        vector = cursor.fetchone()[0]
    counts: Counter[str] = Counter()
    for entry in vector.split(" "):
        word, _, places = entry.rpartition(":")
        counts[word.strip("'")] = len(places.split(","))
    return counts


def _bm25(documents: dict[int, Counter[str]], query: dict[str, float]) -> dict[int, float]:
    size = len(documents)
    lengths = {key: sum(words.values()) for key, words in documents.items()}
    mean = sum(lengths.values()) / size
    scores: dict[int, float] = {}
    for term, weight in query.items():
        holders = [key for key, words in documents.items() if words[term]]
        idf = math.log(1 + (size - len(holders) + 0.5) / (len(holders) + 0.5))
        for key in holders:
            tf = documents[key][term]
            share = tf * (1.2 + 1) / (tf + 1.2 * (1 - 0.75 + 0.75 * lengths[key] / mean))
            scores[key] = scores.get(key, 0.0) + weight * idf * share
    return scores


@pytest.mark.parametrize(
    "query",
    [
        {"walk": 1.0},
        {"calcium": 1.0},
        {"steadi": 1.0, "calcium": 0.5},
        {"walk": 0.3, "lamp": 1.0, "bone": 1.0, "unheard": 1.0},
    ],
    ids=lambda query: "+".join(query),
)
def test_documents_are_scored_and_ordered_as_bm25_says(cast: Cast, query: dict[str, float]) -> None:
    _store(cast)
    with tenant_scope(cast.northgate.pk):
        documents = {row.pk: _words(row) for row in RecommendationVersion.objects.all()}

        hits = find_recommendations(query)

    expected = _bm25(documents, query)
    assert {hit.document_id: pytest.approx(hit.score) for hit in hits} == expected
    assert [hit.document_id for hit in hits] == sorted(
        expected, key=lambda key: (-round(expected[key], 9), key)
    )


def test_a_search_costs_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk), django_assert_num_queries(1):  # type: ignore[operator]
        find_recommendations({"calcium": 1.0, "walk": 1.0})


def test_no_words_find_nothing(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk):
        assert find_recommendations({}) == []


def test_no_more_is_found_than_was_asked_for(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk):
        assert len(find_recommendations({"steadi": 1.0}, limit=2)) == 2


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_what_is_no_longer_active_is_not_found(cast: Cast, status: str) -> None:
    _store(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="walking").update(
            status=status, status_reason="No longer so"
        )

        hits = find_recommendations({"walk": 1.0})
        found = {row.recommendation.key for row in load_documents([h.document_id for h in hits])}

    assert found == {"calcium"}


def test_what_is_no_longer_active_does_not_count_in_the_scores(cast: Cast) -> None:
    _store(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="lamps").update(
            status="superseded"
        )
        documents = {
            row.pk: _words(row) for row in RecommendationVersion.objects.filter(status="active")
        }

        hits = find_recommendations({"calcium": 1.0})

    assert {hit.document_id: pytest.approx(hit.score) for hit in hits} == _bm25(
        documents, {"calcium": 1.0}
    )


def test_another_organisations_recommendations_are_not_found(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.harbour.pk):
        assert find_recommendations({"calcium": 1.0}) == []
        assert find_unknown_lexemes(["calcium"]) == {"calcium"}


def test_lay_words_of_a_concept_find_what_is_about_it(cast: Cast) -> None:
    make.store(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        words = dict.fromkeys(lexemes("Prolia"), 1.0)
        hits = find_recommendations(words)
        found = load_documents([hit.document_id for hit in hits])

    assert [row.recommendation.key for row in found] == ["second"]


def test_words_that_no_active_recommendation_has_are_unknown(cast: Cast) -> None:
    _store(cast)
    with tenant_scope(cast.northgate.pk):
        RecommendationVersion.objects.filter(recommendation__key="lamps").update(
            status="superseded"
        )

        unknown = find_unknown_lexemes(["calcium", "lamp", "measl"])

    assert unknown == {"lamp", "measl"}


def test_documents_come_in_the_order_asked_for_with_two_queries(
    cast: Cast, django_assert_num_queries: object
) -> None:
    _store(cast)
    with tenant_scope(cast.northgate.pk):
        ids = list(RecommendationVersion.objects.order_by("-pk").values_list("pk", flat=True))

        with django_assert_num_queries(2):  # type: ignore[operator]
            rows = load_documents([*ids, 0])
            grades = [row.grade.scheme for row in rows]

    assert [row.pk for row in rows] == ids
    assert grades == ["GRADE, since 2008"] * 4


def test_the_index_counts_each_word_of_a_document(cast: Cast) -> None:
    _store(cast)

    with tenant_scope(cast.northgate.pk):
        row = RecommendationVersion.objects.get(recommendation__key="walking")
        postings = {
            posting.term: posting.documents.index(row.pk)
            for posting in Posting.objects.filter(documents__contains=[row.pk])
        }
        rows = {posting.term: posting for posting in Posting.objects.filter(term__in=postings)}
        words = {term: place for term, place in postings.items() if not term.startswith("#")}
        stored = {term: rows[term].frequencies[place] for term, place in words.items()}
        lengths = {rows[term].lengths[place] for term, place in postings.items()}

        assert stored == dict(_words(row))
        assert lengths == {sum(_words(row).values())}
