"""`fit_enough`: learn from our own cases and a collection when what is found is too far."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import get_tenant
from apps.guidelines.search import lexemes
from apps.qa.domain.enough import FEATURES, Gate, features_of, fit
from apps.qa.domain.measures import RECALL_CUT, auroc
from apps.qa.domain.outcome import Outcome
from apps.qa.evaluation.collection import (
    Collection,
    CollectionRefused,
    read_collection,
    read_queries,
)
from apps.qa.evaluation.scratch import Scratch, scratch_store, without
from apps.qa.ports import Filters, SearchQuery
from apps.qa.retrievers import retriever
from core.tenancy.scope import tenant_scope

# Of what each store can answer this share must pass: the structure has decided already.
KEPT_SHARE: Final = 0.995
# Odd rows are fitted on, even rows measured on.
_FOLD: Final = 2

Rows = list[tuple[float, ...]]


class Command(BaseCommand):
    help = "Fit the gate of apps/qa/data/enough.json and print how well it tells."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("corpus", "queries", "qrels", "own"):
            parser.add_argument(f"--{name}", required=True, type=Path, metavar="FILE")
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="whose store has --own")
        parser.add_argument(
            "--others",
            required=True,
            nargs="+",
            type=Path,
            metavar="FILE",
            help="questions that neither store answers, as JSONL",
        )
        parser.add_argument("--write", type=Path, metavar="FILE", help="where to keep the gate")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = get_tenant(options["tenant"])
        try:
            found = read_collection(
                corpus=options["corpus"], queries=options["queries"], qrels=options["qrels"]
            )
            others = {file: list(read_queries(file).values()) for file in options["others"]}
        except CollectionRefused as error:
            raise CommandError(str(error), returncode=2) from error
        with tenant_scope(tenant.pk):
            own = _features(_answered(options["own"]))
        with scratch_store(found.documents) as scratch:
            with tenant_scope(scratch.tenant.pk):
                theirs = _features([found.queries[query] for query in found.answerable()])
                unwanted = {
                    f"{file.parent.name}/{file.stem}": _features(texts)
                    for file, texts in others.items()
                }
            removed = [row for rows in _with_answers_removed(found, scratch) for row in rows]
        told = _fitted({"own": own, "collection": theirs}, unwanted, removed)
        self.stdout.write(json.dumps(told, indent=2))
        if options["write"]:
            options["write"].write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _answered(file: Path) -> list[str]:
    """Of our own cases those that the store answers, wholly or in part."""
    cases = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        case["question"]
        for case in cases
        if case["expect"]["outcome"] in (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED)
    ]


def _features(texts: list[str]) -> Rows:
    rows = []
    for text in texts:
        asked = SearchQuery(text, dict.fromkeys(lexemes(text), 1.0))
        hits = retriever().search(asked, Filters(), RECALL_CUT)
        features = features_of([(hit.words, hit.meaning) for hit in hits])
        if features is not None:
            rows.append(features)
    return rows


def _with_answers_removed(found: Collection, scratch: Scratch) -> Iterator[Rows]:
    """The collection's questions, each against the store without the statements that answer it."""
    ids = {name: pk for pk, name in scratch.names.items()}
    for query in found.answerable():
        answers = [ids[name] for name, grade in found.grades[query].items() if grade > 0]
        with without(scratch, answers), tenant_scope(scratch.tenant.pk):
            yield _features([found.queries[query]])


def _fitted(wanted: dict[str, Rows], unwanted: dict[str, Rows], removed: Rows) -> dict[str, Any]:
    """Measured on the half that was not fitted on; kept as fitted on all.

    `removed` is measured only: what is left in a store often does answer.
    """
    every = [row for rows in unwanted.values() for row in rows]
    half = fit(
        {name: rows[1::_FOLD] for name, rows in wanted.items()},
        every[1::_FOLD],
        kept_share=KEPT_SHARE,
    )
    left = {name: _judged(half, rows) for name, rows in wanted.items()}
    others = {name: _judged(half, rows) for name, rows in unwanted.items()}
    others["its own questions, answers removed"] = _judged(half, removed)
    return {
        "features": FEATURES,
        "gate": dataclasses.asdict(fit(wanted, every, kept_share=KEPT_SHARE)),
        "auroc_of_the_collection": {
            name: round(auroc(left["collection"], told), 4) for name, told in others.items()
        },
        "pass": {
            name: round(sum(value >= half.threshold for value in told) / len(told), 4)
            for name, told in (left | others).items()
        },
    }


def _judged(half: Gate, rows: Rows) -> list[float]:
    return [half.probability(row) for row in rows[::_FOLD]]
