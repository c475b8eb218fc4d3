"""Likely misspellings of the words of a store, by how few letters differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Shorter words have too many neighbours; long names of drugs are written wrong in two places.
_SHORTEST: Final = 6
_LONG: Final = 9
_ENDING: Final = 2
# Words of questions that are often mistyped, and of no store.
# fmt: off
PLAIN_WORDS: Final = frozenset({
    "alternative", "appropriate", "available", "contraindicated", "dangerous", "diagnosed",
    "diagnosis", "different", "effective", "exercise", "guideline", "medication", "medicine",
    "necessary", "pregnancy", "pregnant", "prescribed", "prescription", "prevented", "prevention",
    "recommended", "screened", "screening", "symptoms", "tablets", "therapy", "treated",
    "treatment", "useful", "vaccine",
})
# fmt: on


def correct(words: Iterable[str], vocabulary: frozenset[str]) -> dict[str, str]:
    """The one nearest word of the vocabulary for each word that has one.

    Letters that are doubled or not count least. First letter must agree, and in short words the
    ending, as they mostly do where somebody mistypes.
    """
    found = {word: _nearest(word.lower(), vocabulary) for word in words}
    return {word: better for word, better in found.items() if better}


def _nearest(word: str, vocabulary: frozenset[str]) -> str | None:
    if len(word) < _SHORTEST or not word.isalpha() or word in vocabulary:
        return None
    most = 2 if len(word) >= _LONG else 1
    near: dict[int, list[str]] = {}
    for other in vocabulary:
        if _could_be(word, other, most):
            near.setdefault(_distance(_single(word), _single(other)), []).append(other)
    best = min(near, default=most + 1)
    return near[best][0] if best <= most and len(near[best]) == 1 else None


def _could_be(word: str, other: str, most: int) -> bool:
    if len(other) < _SHORTEST or abs(len(word) - len(other)) > most or word[0] != other[0]:
        return False
    is_long = len(word) >= _LONG
    return is_long or _single(word)[-_ENDING:] == _single(other)[-_ENDING:]


def _single(word: str) -> str:
    """Without doubled letters."""
    return re.sub(r"(.)\1", r"\1", word)


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
