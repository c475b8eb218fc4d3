"""Which words of a text stayed, which went and which came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

RunKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words that share one fate, with the blanks between them."""

    kind: RunKind
    text: str


def word_difference(old: str, new: str) -> tuple[Run, ...]:
    """Runs in reading order, what went before what came.

    Those that stayed or went make up the old text, those that stayed or came the new one.
    """
    before, after = _words(old), _words(new)
    runs: list[Run] = []
    removed, added = "", ""
    for kind, text in _pieces(before, after):
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        elif (removed or added) and text.isspace():
            # A blank between two changed words is no island of what stayed.
            removed, added = removed + text, added + text
        else:
            runs += [*_changed(removed, added), Run("same", text)]
            removed, added = "", ""
    return (*runs, *_changed(removed, added))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def _pieces(before: list[str], after: list[str]) -> Iterator[tuple[RunKind, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            yield "same", "".join(before[start:end])
        else:
            yield "removed", "".join(before[start:end])
            yield "added", "".join(after[other_start:other_end])


def _changed(removed: str, added: str) -> Iterator[Run]:
    if removed:
        yield Run("removed", removed)
    if added:
        yield Run("added", added)
