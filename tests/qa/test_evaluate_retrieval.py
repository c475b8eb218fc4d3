"""Measuring search on a collection: right figures, and nothing left behind."""

from __future__ import annotations

import json
import math
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Tenant
from apps.qa.domain.measures import auroc, measure, percentile

pytestmark = [pytest.mark.usefixtures("encoder"), pytest.mark.django_db]

DOCUMENTS = {
    "lamp": ("", "Bright lamps prevent falls at night."),
    "milk": ("Is milk good for bones?", "Calcium keeps the skeleton strong. Milk has calcium."),
    "shot": ("", "Give a tetanus booster every ten years."),
}
QUERIES = {"q1": "How do I stop tripping in the dark?", "q2": "milk", "q3": "unanswerable"}
JUDGED = [("q1", "lamp", 2), ("q2", "milk", 1), ("q3", "shot", 0)]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / name for name in ("corpus", "queries", "qrels")}
    rows = [{"_id": key, "title": t, "text": text} for key, (t, text) in DOCUMENTS.items()]
    paths["corpus"].write_text("\n".join(map(json.dumps, rows)))
    asked = [{"_id": key, "text": text} for key, text in QUERIES.items()]
    paths["queries"].write_text("\n".join(map(json.dumps, asked)))
    judged = ["query-id\tcorpus-id\tscore", *(f"{q}\t{d}\t{g}" for q, d, g in JUDGED)]
    paths["qrels"].write_text("\n".join(judged))
    return paths


def _evaluated(files: dict[str, Path], **options: Any) -> dict[str, Any]:
    said = StringIO()
    call_command("evaluate_retrieval", **files, json=True, stdout=said, **options)
    measured: dict[str, Any] = json.loads(said.getvalue())
    return measured


def test_the_search_that_answers_is_measured_on_what_can_be_answered(
    files: dict[str, Path],
) -> None:
    measured = _evaluated(files)

    assert measured["queries"] == 2
    for name in ("ndcg@10", "recall@100", "mrr@10", "success@1", "success@5"):
        assert measured[name] == 1.0
    assert 0 < measured["ms_per_query"]["p50"] <= measured["ms_per_query"]["p95"]


def test_a_baseline_stands_beside_it_from_the_same_run(files: dict[str, Path]) -> None:
    measured = _evaluated(files, baseline=True)

    assert measured["baseline"]["success@1"] == 0.5
    assert measured["ratio"]["success@1"] == 2.0


def test_nothing_is_left_of_it(files: dict[str, Path]) -> None:
    before = set(Tenant.objects.values_list("pk", flat=True))

    _evaluated(files)

    assert set(Tenant.objects.values_list("pk", flat=True)) == before


def test_a_file_that_is_no_collection_is_refused_with_its_line(files: dict[str, Path]) -> None:
    files["corpus"].write_text('{"_id": "a", "text": "b"}\n{"no": "id"}')

    with pytest.raises(CommandError, match="line 2: no _id and text") as refused:
        _evaluated(files)

    assert refused.value.returncode == 2


def test_measures_are_those_of_trec_eval() -> None:
    told = measure(["x", "good", "y", "best"], {"best": 2, "good": 1, "lost": 1, "x": 0})

    ideal = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert told["ndcg@10"] == pytest.approx((1 / math.log2(3) + 2 / math.log2(5)) / ideal)
    assert told["recall@100"] == pytest.approx(2 / 3)
    assert (told["mrr@10"], told["success@1"], told["success@5"]) == (0.5, 0.0, 1.0)


def test_the_area_under_the_curve_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 0.875
    assert percentile([3, 1, 2], 0.5) == 2
