"""Which words of a text stayed, which went and which came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

RunKind = Literal["same", "removed", "added"]

# Beyond this many comparisons a text counts as written anew: the matcher's time is their product.
_MOST: Final = 4_000_000
# A number keeps its decimals: 7.5 is one word.
_WORD: Final = re.compile(r"\w+(?:(?<=\d)[.,]\d+)*|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words that share one fate, with the blanks between them."""

    kind: RunKind
    text: str


def word_difference(old: str, new: str) -> tuple[Run, ...]:
    """Runs in reading order, what went before what came.

    Those that stayed or went make up the old text, those that stayed or came the new one.
    """
    pieces = list(_pieces(old, new))
    runs: list[Run] = []
    removed, added = "", ""
    for place, (kind, text) in enumerate(pieces):
        # A blank between two changed words is no island of what stayed.
        is_between = text.isspace() and 0 < place < len(pieces) - 1
        if kind == "same" and not is_between:
            runs += [*_changed(removed, added), Run("same", text)]
            removed, added = "", ""
        else:
            removed += text if kind != "added" else ""
            added += text if kind != "removed" else ""
    return (*runs, *_changed(removed, added))


def _pieces(old: str, new: str) -> Iterator[tuple[RunKind, str]]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > _MOST:
        yield from (("removed", old), ("added", new))
        return
    # Blanks are no anchors: matched first, they would tear a changed sentence to pieces. Nor are
    # the commonest words of a long text (autojunk), which would take half a minute.
    matcher = SequenceMatcher(str.isspace, before, after)
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
