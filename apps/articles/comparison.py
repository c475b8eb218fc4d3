"""Two versions of an article side by side, as far as somebody may read both. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.articles.domain.comparison import Fate, PartChange, compare
from apps.articles.domain.lifecycle import SHOWN_TO_READERS, STATE_NAMES, State
from apps.articles.models import ArticleVersion
from apps.articles.part_words import read_words
from apps.articles.policies import can_write
from apps.articles.selectors import get_version
from core.actors import Actor
from core.errors import NotFound
from core.levels import LEVEL_NAMES, Level


@dataclass(frozen=True, slots=True)
class VersionChoice:
    number: int
    state_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`changes` are the parts that differ, or moved; `same` counts the others."""

    slug: str
    question: str
    before: int
    after: int
    versions: tuple[VersionChoice, ...]
    changes: tuple[PartChange, ...]
    same: int
    level_names: dict[str, str]


def latest_pair(slug: str, *, actor: Actor) -> tuple[int, int]:
    """The two newest versions that somebody may read, or the only one twice. One query.

    Raises `NotFound`.
    """
    numbers = [row.number for row in _readable(slug, actor)]
    if not numbers:
        raise NotFound("There is no such article")
    return numbers[-2:][0], numbers[-1]


def comparison_page(
    slug: str, before: int, after: int, *, level: Level, actor: Actor
) -> ComparisonPage:
    """At one level. Twenty-one queries. Raises `NotFound` where either may not be read."""
    older = get_version(slug, before, actor=actor)
    newer = get_version(slug, after, actor=actor)
    parts = compare(read_words(older), read_words(newer), level=level)
    changes = tuple(part for part in parts if part.is_moved or part.fate is not Fate.SAME)
    return ComparisonPage(
        slug=slug,
        question=newer.question,
        before=before,
        after=after,
        versions=tuple(
            VersionChoice(
                row.number, STATE_NAMES[State(row.state)], row.submitted_at or row.updated_at
            )
            for row in _readable(slug, actor)
        ),
        changes=changes,
        same=len(parts) - len(changes),
        level_names={level.value: name for level, (name, _) in LEVEL_NAMES.items()},
    )


def _readable(slug: str, actor: Actor) -> list[ArticleVersion]:
    rows = ArticleVersion.objects.filter(article__slug=slug).order_by("number")
    return list(rows if can_write(actor) else rows.filter(state__in=SHOWN_TO_READERS))
