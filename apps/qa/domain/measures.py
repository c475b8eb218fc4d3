"""Measures of a ranking against judged documents, as trec_eval takes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

CUT: Final = 10
RECALL_CUT: Final = 100


def measure(ranking: Sequence[str], grades: dict[str, int]) -> dict[str, float]:
    """Of one query with at least one relevant document (grade above 0); gains are linear."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    first = next((at for at, found in enumerate(ranking[:CUT], 1) if found in relevant), None)
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    gained = _gain(max(grades.get(document, 0), 0) for document in ranking[:CUT])
    return {
        "ndcg@10": gained / _gain(ideal[:CUT]),
        "recall@100": len(relevant.intersection(ranking[:RECALL_CUT])) / len(relevant),
        "mrr@10": 1 / first if first else 0.0,
        "success@1": float(first == 1),
        "success@5": float(first is not None and first <= 5),
    }


def mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Each measure over all queries."""
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of the values does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def auroc(wanted: Sequence[float], unwanted: Sequence[float]) -> float:
    """How often a wanted one scores above an unwanted one; ties count half."""
    above = sum((a > b) + 0.5 * (a == b) for a in wanted for b in unwanted)
    return above / (len(wanted) * len(unwanted))


def _gain(grades: Iterable[int]) -> float:
    return sum(grade / math.log2(at + 1) for at, grade in enumerate(grades, start=1))
