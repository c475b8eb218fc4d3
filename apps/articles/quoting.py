"""The words of one part of a version, by its key. Reads only."""

from __future__ import annotations

from apps.articles.models import ArticleVersion
from core.errors import NotFound
from core.levels import Level

WHOLE = ""
_STEP = "algorithm/"


def quote_part(version: ArticleVersion, part: str, level: Level) -> str:
    """What the part says at that level; nothing for the whole article ("").

    One query. Raises `NotFound` for a key that the version does not have.
    """
    if part == WHOLE:
        return ""
    if part.startswith(_STEP):
        words = _step(version, part.removeprefix(_STEP), level)
    else:
        row = version.statements.filter(key=part).first()
        words = row.at(level) if row else ""
    if not words:
        raise NotFound("The article has no such part")
    return words


def _step(version: ArticleVersion, number: str, level: Level) -> str:
    steps = version.steps.filter(parent=None, ordinal=number) if number.isdecimal() else ()
    return " ".join(f"{row.title[level.value]}. {row.detail[level.value]}" for row in steps)
