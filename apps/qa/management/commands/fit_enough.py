"""`fit_enough`: learn from a collection when what is found is too far from what was asked."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.guidelines.search import lexemes
from apps.qa.domain.enough import FEATURES, features_of, fit
from apps.qa.domain.measures import RECALL_CUT, auroc
from apps.qa.evaluation.collection import CollectionRefused, read_collection, read_queries
from apps.qa.evaluation.scratch import scratch_store
from apps.qa.ports import Filters, SearchQuery
from apps.qa.retrievers import retriever
from core.tenancy.scope import tenant_scope

# Of what can be answered this share must pass: the structure has decided already.
KEPT_SHARE: Final = 0.99
# Odd rows are fitted on, even rows measured on.
_FOLD: Final = 2

Rows = list[tuple[float, ...]]


class Command(BaseCommand):
    help = "Fit the gate of apps/qa/data/enough.json and print how well it tells."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("corpus", "queries", "qrels"):
            parser.add_argument(f"--{name}", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--others",
            required=True,
            nargs="+",
            type=Path,
            metavar="FILE",
            help="questions that this collection does not answer, as JSONL",
        )
        parser.add_argument("--write", type=Path, metavar="FILE", help="where to keep the gate")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = read_collection(
                corpus=options["corpus"], queries=options["queries"], qrels=options["qrels"]
            )
            others = {file: list(read_queries(file).values()) for file in options["others"]}
        except CollectionRefused as error:
            raise CommandError(str(error), returncode=2) from error
        with scratch_store(found.documents) as scratch, tenant_scope(scratch.tenant.pk):
            wanted = _features([found.queries[query] for query in found.answerable()])
            unwanted = {
                f"{file.parent.name}/{file.stem}": _features(texts)
                for file, texts in others.items()
            }
        told = _fitted(wanted, unwanted)
        self.stdout.write(json.dumps(told, indent=2))
        if options["write"]:
            options["write"].write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _features(texts: list[str]) -> Rows:
    rows = []
    for text in texts:
        asked = SearchQuery(text, dict.fromkeys(lexemes(text), 1.0))
        hits = retriever().search(asked, Filters(), RECALL_CUT)
        features = features_of([(hit.words, hit.meaning) for hit in hits])
        if features is not None:
            rows.append(features)
    return rows


def _fitted(wanted: Rows, unwanted: dict[str, Rows]) -> dict[str, Any]:
    """Measured on the half that was not fitted on; kept as fitted on all."""
    every = [row for rows in unwanted.values() for row in rows]
    half = fit(
        [(row, True) for row in wanted[1::_FOLD]] + [(row, False) for row in every[1::_FOLD]],
        kept_share=KEPT_SHARE,
    )
    kept = [half.probability(row) for row in wanted[::_FOLD]]
    told = {
        name: round(auroc(kept, [half.probability(row) for row in rows[::_FOLD]]), 4)
        for name, rows in unwanted.items()
    }
    whole = fit(
        [(row, True) for row in wanted] + [(row, False) for row in every], kept_share=KEPT_SHARE
    )
    stopped = [half.probability(row) < half.threshold for row in every[::_FOLD]]
    passed = [value >= half.threshold for value in kept]
    return {
        "features": FEATURES,
        "gate": dataclasses.asdict(whole),
        "auroc": told,
        "answerable_that_pass": round(sum(passed) / len(passed), 4),
        "others_that_are_stopped": round(sum(stopped) / len(stopped), 4),
    }
