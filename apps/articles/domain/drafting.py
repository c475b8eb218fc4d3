"""What an author edits: the parts of a draft by name, and how a text is worded at one level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.levels import Level

_NAME: Final = re.compile(r"(outline|section|statement|difference|step|red-flag)-([0-9]{1,18})")
_BREAKS: Final = re.compile(r"[ \t\r\n]+")


class PartKind(StrEnum):
    """`OUTLINE` is the question with heading, topic, keywords and address; a branch is a step."""

    OUTLINE = "outline"
    SECTION = "section"
    STATEMENT = "statement"
    DIFFERENCE = "difference"
    STEP = "step"
    RED_FLAG = "red-flag"


class Addition(StrEnum):
    """What can be added to a draft."""

    BRIEF = "brief"
    SECTION = "section"
    STATEMENT = "statement"
    DIFFERENCE = "difference"
    POSITION = "position"
    STEP = "step"
    BRANCH = "branch"
    RED_FLAG = "red-flag"


# The kind of part that each is added to; none for the draft itself.
ADDED_TO: Final[Mapping[Addition, frozenset[PartKind]]] = {
    Addition.BRIEF: frozenset(),
    Addition.SECTION: frozenset(),
    Addition.STATEMENT: frozenset({PartKind.SECTION, PartKind.STATEMENT}),
    Addition.DIFFERENCE: frozenset({PartKind.SECTION}),
    Addition.POSITION: frozenset({PartKind.DIFFERENCE}),
    Addition.STEP: frozenset(),
    Addition.BRANCH: frozenset({PartKind.STEP}),
    Addition.RED_FLAG: frozenset(),
}


class Way(StrEnum):
    """Ways to move a part among its neighbours; in and out are a statement's nesting."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PartName:
    """The kind of a part and its row, as forms send it: "statement-17"."""

    kind: PartKind
    row: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.row}"


def read_part_name(text: str) -> PartName | None:
    """None for what is no name of a part."""
    match = _NAME.fullmatch(text)
    return PartName(PartKind(match[1]), int(match[2])) if match else None


class OthersWorded(ValueError):
    """The clinicians' text was emptied while other levels have words of their own."""


def one_line(text: str) -> str:
    """A text without breaks and outer spaces; spaces that keep a number and its unit together
    stay.
    """
    return _BREAKS.sub(" ", text).strip(" ")


def worded(text: str) -> dict[str, str]:
    """The same words at every level."""
    return {level.value: text for level in Level}


def reword(before: Mapping[str, str] | None, level: Level, text: str) -> dict[str, str] | None:
    """The wording with `text` at this level; None where nothing is left.

    A level that says what clinicians read has no words of its own yet, and goes on saying it. An
    emptied level goes back to that. Raises `OthersWorded`.
    """
    if before is None:
        return worded(text) if text else None
    base = before[Level.CLINICIAN]
    if level is not Level.CLINICIAN:
        return {**before, level.value: text or base}
    own = {name: words for name, words in before.items() if words != base}
    if text:
        return {**worded(text), **own}
    if own:
        raise OthersWorded
    return None
