"""BM25 by `bm25s`, which only developers have: what search is measured against, in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator

import bm25s
import Stemmer

from apps.qa.domain.measures import RECALL_CUT
from apps.qa.evaluation.collection import Collection


def search_by_bm25s(collection: Collection) -> Iterator[tuple[str, list[str], float]]:
    """For each answerable query its ranking and the milliseconds it took."""
    stem = Stemmer.Stemmer("english")
    texts = [f"{document.title} {document.text}" for document in collection.documents]
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(
        bm25s.tokenize(texts, stopwords="en", stemmer=stem, show_progress=False),
        show_progress=False,
    )
    wanted = min(RECALL_CUT, len(texts))
    for query in collection.answerable():
        began = time.perf_counter()
        words = bm25s.tokenize(
            [collection.queries[query]], stopwords="en", stemmer=stem, show_progress=False
        )
        rows, scores = index.retrieve(words, k=wanted, show_progress=False)
        took = (time.perf_counter() - began) * 1000
        found = [
            collection.documents[row].id for row, s in zip(rows[0], scores[0], strict=True) if s > 0
        ]
        yield query, found, took
