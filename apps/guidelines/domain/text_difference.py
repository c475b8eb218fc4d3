"""Two wordings as one text with what went and what came, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# Beyond this, or with less in common, a text of scraps is harder to read than both side by side.
_LONGEST: Final = 400
_LEAST_IN_COMMON: Final = 0.4
_WORD: Final = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is same, gone or new."""

    kind: str
    text: str


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in reading order; the whole of each where they have little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(
        None, [word.rstrip() for word in before], [word.rstrip() for word in after], autojunk=False
    )
    if max(len(before), len(after)) > _LONGEST or matcher.ratio() < _LEAST_IN_COMMON:
        return tuple(piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text)
    pieces = []
    for kind, start, end, here, there in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(after[here:there])))
            continue
        if start < end:
            pieces.append(Piece("gone", "".join(before[start:end])))
        if here < there:
            pieces.append(Piece("new", "".join(after[here:there])))
    return tuple(pieces)
