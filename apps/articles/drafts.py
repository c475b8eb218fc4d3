"""Drafts and their parts, as whoever edits them finds them. Reads only."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify

from apps.articles.domain.drafting import PartKind, PartName
from apps.articles.domain.lifecycle import State
from apps.articles.models import (
    AlgorithmStep,
    Article,
    ArticleVersion,
    Difference,
    RedFlag,
    Section,
    Statement,
)
from apps.articles.models.content import StatementRole
from apps.articles.policies import can_write
from core.actors import Actor
from core.errors import NotFound, NotPermitted

Part = ArticleVersion | Section | Statement | Difference | AlgorithmStep | RedFlag

MODELS: Final[dict[PartKind, Any]] = {
    PartKind.SECTION: Section,
    PartKind.STATEMENT: Statement,
    PartKind.DIFFERENCE: Difference,
    PartKind.STEP: AlgorithmStep,
    PartKind.RED_FLAG: RedFlag,
}
# What a part says itself; what lies under it are parts of their own.
FACTS: Final[dict[PartKind, tuple[str, ...]]] = {
    PartKind.OUTLINE: ("question", "heading", "topic", "keywords"),
    PartKind.SECTION: ("clinician", "student", "patient"),
    PartKind.STATEMENT: ("clinician", "student", "patient", "note", "stance"),
    PartKind.DIFFERENCE: ("clinician", "student", "patient", "reconciliation"),
    PartKind.STEP: ("title", "detail", "is_alert"),
    PartKind.RED_FLAG: ("clinician", "student", "patient"),
}
_LONGEST_SLUG: Final = 100
_LONGEST_KEY: Final = 50
# Ids that the article's page gives to parts of its own.
_TAKEN: Final = frozenset(
    {"brief", "red-flags", "algorithm", "references", "ask", "main", "level", "gate", "outline"}
)


def get_written(version_id: uuid.UUID, *, actor: Actor) -> ArticleVersion:
    """A version in any state, for authors. Raises `NotPermitted` for others, then `NotFound`."""
    if not can_write(actor):
        raise NotPermitted("This page is for authors")
    rows = ArticleVersion.objects.select_related("article", "author", "last_editor")
    version = rows.filter(public_id=version_id).first()
    if version is None:
        raise NotFound("There is no such version")
    return version


def is_open(version: ArticleVersion) -> bool:
    """Whether it can be edited."""
    return version.state == State.DRAFT and version.put_away_at is None


def has_own_address(version: ArticleVersion) -> bool:
    """Whether its address may still change: nobody but authors ever saw it. One query."""
    return (
        not ArticleVersion.objects.filter(article=version.article_id)
        .exclude(pk=version.pk)
        .exists()
    )


def find_part(version: ArticleVersion, name: PartName) -> Any:
    """The row of a part; the version itself is its outline. Raises `NotFound`."""
    if name.kind is PartKind.OUTLINE:
        return version
    row = MODELS[name.kind].objects.filter(version=version, pk=name.row).first()
    if row is None:
        raise NotFound("This part is not in the draft any more. Look at the page again.")
    return row


def name_of(row: Any) -> PartName:
    if isinstance(row, ArticleVersion):
        return PartName(PartKind.OUTLINE, row.pk)
    kinds = {model: kind for kind, model in MODELS.items()}
    return PartName(kinds[type(row)], row.pk)


def base_of(row: Any) -> str:
    """The hash of what a part says, which a form sends back to say what it was based on."""
    said = [getattr(row, name) for name in FACTS[name_of(row).kind]]
    if isinstance(row, ArticleVersion):
        said.append(row.article.slug)
    return digest(said)


def order_of(rows: Iterable[Any]) -> str:
    """The hash of neighbours in their order, which a form that moves one sends back."""
    return digest([row.pk for row in rows])


def digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def neighbours(row: Any) -> list[Any]:
    """The part among those that it can change places with, in order. One query."""
    rows = type(row).objects.filter(version=row.version_id)
    if isinstance(row, Statement):
        rows = rows.filter(
            role=row.role,
            section=row.section_id,
            parent=row.parent_id,
            difference=row.difference_id,
        )
    elif isinstance(row, AlgorithmStep):
        rows = rows.filter(parent=row.parent_id)
    elif isinstance(row, Difference):
        rows = rows.filter(section=row.section_id)
    return list(rows.order_by("ordinal", "pk"))


def briefs(version: ArticleVersion) -> Any:
    return Statement.objects.filter(version=version, role=StatementRole.BRIEF)


def free_slug(text: str) -> str:
    """Of the words of a question, with a number where an article has that address already."""
    wanted = slugify(text)[:_LONGEST_SLUG].strip("-") or "question"
    taken = set(Article.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(
        slug for number in range(2, len(taken) + 3) if (slug := f"{wanted}-{number}") not in taken
    )


def section_key(heading: str, taken: Iterable[str]) -> str:
    """Of the words of the heading: the section's id on the page."""
    keys = _TAKEN.union(taken)
    wanted = slugify(heading)[:_LONGEST_KEY].strip("-") or "section"
    ways = (wanted, *(f"{wanted}-{number}" for number in range(2, len(keys) + 3)))
    return next(way for way in ways if way not in keys)


def fresh_key() -> str:
    """Of a statement. Nobody reads it; it stays the statement's own through all versions."""
    return f"s-{uuid.uuid4().hex[:10]}"
