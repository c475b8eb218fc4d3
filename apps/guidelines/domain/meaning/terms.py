"""The drugs, procedures and conditions that a text names, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A concept with every word for it. `broader` are the keys of what contains it.

    What is not `is_judged` only keeps its words from being taken for another: low blood calcium is
    no calcium.
    """

    key: str
    words: tuple[str, ...]
    broader: frozenset[str] = frozenset()
    is_judged: bool = True


class Terms:
    """Finds concepts in texts; the longest name wins, and a word is used once."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._keys: dict[str, set[str]] = {}
        self._broader: dict[str, frozenset[str]] = {}
        self._silent: set[str] = set()
        for term in terms:
            self._broader[term.key] = term.broader
            if not term.is_judged:
                self._silent.add(term.key)
            for word in term.words:
                self._keys.setdefault(_plain(word), set()).add(term.key)
        names = sorted(filter(None, self._keys), key=lambda name: (-len(name), name))
        self._pattern = re.compile(rf" (?:{'|'.join(map(re.escape, names))})(?= )")

    def named_in(self, text: str) -> tuple[frozenset[str], ...]:
        """The judged concepts in the order of the text; a word that several share names all."""
        return tuple(keys - self._silent for keys in self.read_in(text) if keys - self._silent)

    def read_in(self, text: str) -> tuple[frozenset[str], ...]:
        """All concepts in the order of the text, those that are not judged too."""
        if not self._keys:
            return ()
        words = f" {_plain(text)} "
        return tuple(
            frozenset(self._keys[found.group().strip()]) for found in self._pattern.finditer(words)
        )

    def holds(self, wider: str, narrower: str) -> bool:
        """Whether the first is the second or contains it, at any depth."""
        return wider == narrower or any(
            self.holds(wider, parent) for parent in self._broader.get(narrower, ())
        )


def _plain(text: str) -> str:
    return " ".join(map(_singular, re.findall(r"[a-z0-9]+", text.lower())))


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        return word[:-1]
    return word
