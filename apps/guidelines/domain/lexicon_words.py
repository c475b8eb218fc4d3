"""Words as the lexicon compares them, and the likeliest meaning of a misspelt one."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Shorter words have too many neighbours, and an ending that differs is mostly grammar.
_SHORTEST_CORRECTED: Final = 6
_ENDING: Final = 2
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def split_words(text: str) -> list[str]:
    """The words as written, without hyphens and possessives."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.findall(r"[^\W_]+", re.sub(r"'s?\b", "", plain))


def fold(word: str) -> str:
    """Lower case, American spelling, no plural s."""
    word = word.lower().replace("ae", "e").replace("oe", "e")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        word = word[:-1]
    if len(word) > 4:
        word = re.sub(r"our$", "or", word)
        word = re.sub(r"is(e|ed|ing|ation)$", r"iz\1", word)
    return word


def find_correction(word: str, vocabulary: frozenset[str]) -> str | None:
    """The only word one edit away, with the same first letter and ending; None if unsure."""
    if len(word) < _SHORTEST_CORRECTED or not word.isascii() or not word.isalpha():
        return None
    near = {
        other
        for other in _one_edit_away(word) & vocabulary
        if len(other) >= _SHORTEST_CORRECTED
        and other[0] == word[0]
        and other[-_ENDING:] == word[-_ENDING:]
    }
    return near.pop() if len(near) == 1 else None


def _one_edit_away(word: str) -> set[str]:
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in halves if right for letter in _LETTERS}
    inserted = {left + letter + right for left, right in halves for letter in _LETTERS}
    return (deleted | swapped | replaced | inserted) - {word}
