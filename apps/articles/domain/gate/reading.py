"""How hard a text is to read: the Flesch-Kincaid grade (docs/gate.md has its source)."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z]+(?:['\u2019-][A-Za-z]+)*")
_SENTENCE: Final = re.compile(r"[.!?:;](?=\s|$)")
_VOWELS: Final = re.compile(r"[aeiouy]+")

_NAME: Final = 2


def grade_of(texts: list[str], names: frozenset[str] = frozenset()) -> float:
    """The school year that it takes, over all the texts together; 0 where there is no word.

    `names` of drugs, illnesses and bodies must stand as they are, and count as words of two
    syllables, however long they are.
    """
    words = [word for text in texts for word in _WORD.findall(text)]
    if not words:
        return 0.0
    sentences = sum(max(len(_SENTENCE.findall(text.rstrip() + ".")), 1) for text in texts)
    syllables = sum(_NAME if _is_name(word, names) else _syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _is_name(word: str, names: frozenset[str]) -> bool:
    return word.isupper() or word.lower() in names or word.lower().removesuffix("s") in names


def _syllables(word: str) -> int:
    """Groups of vowels, a silent e at the end left out."""
    low = word.lower()
    count = len(_VOWELS.findall(low))
    if low.endswith("e") and not low.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)
