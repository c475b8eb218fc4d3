"""Drawing vectors to their nearest neighbours: statements on one question then stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from apps.guidelines.embedding.encoder import Vectors, unit

# Chosen with the weights of fused.py on three public collections; 3 to 5 do alike.
NEIGHBOURS: Final = 4
SHARE: Final = 0.4
# Rows compared with all others at once: 50 MB of cosines for 25,000 statements.
_BLOCK: Final = 500
# Two runs of the same product differ by less than this.
_NOISE: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Smoothed:
    """The vector of one row, the rows it was drawn to, and the cosine of the farthest of them."""

    row: int
    vector: Vectors
    neighbours: tuple[int, ...]
    reach: float


def smooth(vectors: Vectors, rows: Iterable[int]) -> Iterator[Smoothed]:
    """These rows of the store drawn to their nearest among all its rows, themselves apart."""
    waiting = list(rows)
    for start in range(0, len(waiting), _BLOCK):
        part = np.array(waiting[start : start + _BLOCK])
        yield from _smooth(vectors, part)


def newly_reached(
    vectors: Vectors, reach: NDArray[np.float64], rows: Iterable[int]
) -> NDArray[np.intp]:
    """Which rows have one of these nearer than their farthest neighbour, so must be redone."""
    part = vectors[list(rows)]
    nearest = np.full(len(vectors), -1.0)
    for start in range(0, len(part), _BLOCK):
        cosines = (vectors @ part[start : start + _BLOCK].T).max(axis=1)
        nearest = np.maximum(nearest, cosines)
    return np.flatnonzero(nearest > reach + _NOISE)


def _smooth(vectors: Vectors, part: NDArray[Any]) -> Iterator[Smoothed]:
    number = min(NEIGHBOURS, len(vectors) - 1)
    cosines = vectors[part] @ vectors.T
    cosines[np.arange(len(part)), part] = -2
    nearest = _best(cosines, number)
    likeness = np.take_along_axis(cosines, nearest, axis=1)
    drawn = np.einsum("ij,ijk->ik", np.maximum(likeness, 0), vectors[nearest])
    smoothed = unit((1 - SHARE) * vectors[part] + SHARE * unit(drawn))
    for at, row in enumerate(part.tolist()):
        # With fewer neighbours than wanted, whatever comes is near enough.
        reach = float(likeness[at, -1]) if number == NEIGHBOURS else -1.0
        yield Smoothed(row, smoothed[at], tuple(nearest[at].tolist()), reach)


def _best(cosines: Vectors, number: int) -> NDArray[np.intp]:
    """The columns of the largest, largest first; of equals the earlier row."""
    if number < 1:
        return np.zeros((len(cosines), 0), np.intp)
    some = np.argpartition(-cosines, number - 1, axis=1)[:, :number]
    some.sort(axis=1)
    order = np.argsort(-np.take_along_axis(cosines, some, axis=1), axis=1, kind="stable")
    best: NDArray[np.intp] = np.take_along_axis(some, order, axis=1)
    return best
