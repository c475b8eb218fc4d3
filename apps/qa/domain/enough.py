"""Is the evidence near enough to the question at all? A second opinion beside the structure."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

# How near the best is and the best five are, what words they share, how the best stands out.
FEATURES: Final = ("best", "best_five", "words", "gap", "drop", "agreement")
_FIELD: Final = slice(10, 50)
_AGREE: Final = 10


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic regression over standardised features.

    `threshold` lets as many answerable questions of each store pass as the fit was told.
    """

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Sequence[float]) -> float:
        """That the store answers the question."""
        terms = zip(self.weights, features, self.means, self.spreads, strict=True)
        total = self.bias + sum(w * (value - mean) / spread for w, value, mean, spread in terms)
        return 1 / (1 + math.exp(-total))

    def is_enough(self, hits: Sequence[tuple[float, float | None]]) -> bool:
        """For (words, meaning) of what was found, best first. Without meanings it says nothing."""
        features = features_of(hits)
        return features is None or self.probability(features) >= self.threshold


def features_of(hits: Sequence[tuple[float, float | None]]) -> tuple[float, ...] | None:
    """In the order of `FEATURES`; None where fewer than five hits have a meaning."""
    near = [meaning for _, meaning in hits if meaning is not None]
    if len(near) < 5:
        return None
    ordered = sorted(near, reverse=True)
    field = ordered[_FIELD] or ordered[-1:]
    by_words = sorted(range(len(hits)), key=lambda at: -hits[at][0])[:_AGREE]
    by_meaning = sorted(range(len(hits)), key=lambda at: -(hits[at][1] or 0.0))[:_AGREE]
    return (
        ordered[0],
        sum(ordered[:5]) / 5,
        max(words for words, _ in hits),
        ordered[0] - sum(field) / len(field),
        ordered[0] - ordered[4],
        len(set(by_words) & set(by_meaning)) / _AGREE,
    )


def fit(
    wanted: Mapping[str, Sequence[Sequence[float]]],
    unwanted: Sequence[Sequence[float]],
    *,
    kept_share: float,
) -> Gate:
    """Fit on features of what each store answers and of what none does; both sides weigh the same.

    The threshold lets `kept_share` of each store's questions through: how near the right statement
    is differs from store to store, and what is stopped is to be far in all of them.
    """
    answerable = [features for rows in wanted.values() for features in rows]
    columns = list(zip(*[*answerable, *unwanted], strict=True))
    means = tuple(sum(column) / len(column) for column in columns)
    spreads = tuple(
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    )
    rows = [(row, True) for row in answerable] + [(row, False) for row in unwanted]
    scaled = [
        ([1.0, *((v - m) / s for v, m, s in zip(features, means, spreads, strict=True))], is_wanted)
        for features, is_wanted in rows
    ]
    bias, *weights = _descend(scaled)
    gate = Gate(means, spreads, tuple(weights), bias, 0.0)
    least = [_least(gate, rows, kept_share) for rows in wanted.values()]
    return dataclasses.replace(gate, threshold=min(least))


def _least(gate: Gate, rows: Sequence[Sequence[float]], kept_share: float) -> float:
    passing = sorted(gate.probability(features) for features in rows)
    return passing[round(len(passing) * (1 - kept_share))]


def _descend(rows: Sequence[tuple[list[float], bool]]) -> list[float]:
    """Gradient descent with a little shrinkage: seven numbers need no more."""
    share = sum(wanted for _, wanted in rows) / len(rows)
    weights = [0.0] * len(rows[0][0])
    for _ in range(600):
        slope = [0.0, *(-0.003 * weight for weight in weights[1:])]
        for features, wanted in rows:
            total = sum(w * value for w, value in zip(weights, features, strict=True))
            off = (wanted - 1 / (1 + math.exp(-total))) / (2 * len(rows))
            off /= share if wanted else 1 - share
            for at, value in enumerate(features):
                slope[at] += off * value
        weights = [weight + 2.0 * step for weight, step in zip(weights, slope, strict=True)]
    return weights


@cache
def gate() -> Gate:
    """The fitted gate of data/enough.json, written by `fit_enough`."""
    text = files("apps.qa").joinpath("data/enough.json").read_text(encoding="utf-8")
    facts = json.loads(text)["gate"]
    return Gate(
        means=tuple(facts["means"]),
        spreads=tuple(facts["spreads"]),
        weights=tuple(facts["weights"]),
        bias=facts["bias"],
        threshold=facts["threshold"],
    )
