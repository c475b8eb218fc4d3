"""`evaluate_retrieval`: the search that answers questions, measured on a collection of others."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.guidelines.embedding.build import build
from apps.guidelines.embedding.model import EncoderMissing
from apps.guidelines.search import lexemes
from apps.qa.domain.measures import RECALL_CUT, mean, measure, percentile
from apps.qa.evaluation.collection import Collection, CollectionRefused, read_collection
from apps.qa.evaluation.scratch import Scratch, scratch_store
from apps.qa.ports import Filters, SearchQuery
from apps.qa.retrievers import retriever
from core.tenancy.scope import tenant_scope

Ranked = tuple[str, list[str], float]


class Command(BaseCommand):
    help = "Measure search on a collection, in a tenant that is rolled back."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("corpus", "queries", "qrels"):
            parser.add_argument(f"--{name}", required=True, type=Path, metavar="FILE")
        parser.add_argument("--baseline", action="store_true", help="beside bm25s, with ratios")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            build()
            found = read_collection(
                corpus=options["corpus"], queries=options["queries"], qrels=options["qrels"]
            )
        except (CollectionRefused, EncoderMissing) as error:
            raise CommandError(str(error), returncode=2) from error
        if not found.answerable():
            raise CommandError("No query has a relevant document", returncode=2)
        with scratch_store(found.documents) as scratch:
            measured = _measured(found, _search(found, scratch))
        if options["baseline"]:
            from apps.qa.evaluation.baseline import search_by_bm25s

            measured |= _beside(measured, _measured(found, search_by_bm25s(found)))
        self.stdout.write(json.dumps(measured) if options["json"] else _describe(measured))


def _search(found: Collection, scratch: Scratch) -> Iterator[Ranked]:
    """As answering searches, the question's own embedding included in the time."""
    with tenant_scope(scratch.tenant.pk):
        for query in found.answerable():
            began = time.perf_counter()
            text = found.queries[query]
            asked = SearchQuery(text, dict.fromkeys(lexemes(text), 1.0))
            hits = retriever().search(asked, Filters(), RECALL_CUT)
            took = (time.perf_counter() - began) * 1000
            yield query, [scratch.names[hit.document_id] for hit in hits], took


def _measured(found: Collection, ranked: Iterable[Ranked]) -> dict[str, Any]:
    rows, times = [], []
    for query, ranking, took in ranked:
        rows.append(measure(ranking, found.grades[query]))
        times.append(took)
    took_ms = {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)}
    return {
        **{name: round(value, 4) for name, value in mean(rows).items()},
        "queries": len(rows),
        "ms_per_query": {name: round(value, 2) for name, value in took_ms.items()},
    }


def _beside(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    ratios = {
        name: round(ours[name] / value, 4)
        for name, value in theirs.items()
        if isinstance(value, float) and value
    }
    return {"baseline": theirs, "ratio": ratios}


def _describe(measured: dict[str, Any]) -> str:
    return "\n".join(f"{name:14} {value}" for name, value in measured.items())
