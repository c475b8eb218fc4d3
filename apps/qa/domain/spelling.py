"""Likely misspellings of the words of a store, by how few letters differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# Shorter words have too many neighbours; long names of drugs are written wrong in two places.
_SHORTEST: Final = 6
_LONG: Final = 9
_ENDING: Final = 2


def correct(words: Iterable[str], vocabulary: frozenset[str]) -> dict[str, str]:
    """The one nearest word of the vocabulary for each word that has one.

    First letter and ending must agree, as they mostly do where somebody mistypes.
    """
    found = {word: _nearest(word.lower(), vocabulary) for word in words}
    return {word: better for word, better in found.items() if better}


def _nearest(word: str, vocabulary: frozenset[str]) -> str | None:
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    most = 2 if len(word) >= _LONG else 1
    near: dict[int, list[str]] = {}
    for other in vocabulary:
        if _could_be(word, other, most):
            near.setdefault(_distance(word, other), []).append(other)
    best = min(near, default=most + 1)
    return near[best][0] if 0 < best <= most and len(near[best]) == 1 else None


def _could_be(word: str, other: str, most: int) -> bool:
    return (
        len(other) >= _SHORTEST
        and abs(len(word) - len(other)) <= most
        and word[0] == other[0]
        and word[-_ENDING:] == other[-_ENDING:]
    )


def _distance(word: str, other: str) -> int:
    """Letters to change, add, leave out or swap with the next one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        previous, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]
