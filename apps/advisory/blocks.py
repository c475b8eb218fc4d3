"""The review page, block by block: a statement with what hangs on it, and the parts it has.

Pure shapes, made of the article as readers see it and of how its parts stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from apps.advisory.threads import ThreadView
from apps.articles.domain.parts import OUTLINE, RED_FLAGS, WHOLE
from apps.articles.pages import ArticlePage, DifferenceView, SectionView, StatementView, StepView
from apps.guidelines.domain.word_difference import Run


@dataclass(frozen=True, slots=True)
class SignedBy:
    """`is_carried`: it was given in an earlier version, on the same words and records."""

    name: str
    specialty: str
    at: datetime
    is_carried: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class DissentBy:
    name: str
    reason: str
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """How one part stands for whoever looks.

    `value` is KEY:HASH; `news` is new, changed or empty, since they last looked, with `runs` the
    words then and now; `is_barred` for their direct interest; `lacks` what approval still needs.
    """

    key: str
    name: str
    anchor: str
    value: str
    signed: tuple[SignedBy, ...] = ()
    dissents: tuple[DissentBy, ...] = ()
    signed_by_me: bool = False
    is_barred: bool = False
    can_sign: bool = False
    can_dissent: bool = False
    lacks: str = ""
    news: str = ""
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One thing to read: exactly one of what it shows is there, or none for the outline.

    `opens` is the section that begins with it.
    """

    anchor: str
    number: str
    heading: str
    parts: tuple[PartView, ...]
    threads: tuple[ThreadView, ...]
    statement: StatementView | None = None
    difference: DifferenceView | None = None
    steps: tuple[StepView, ...] = ()
    red_flags: tuple[str, ...] = ()
    opens: SectionView | None = None
    next_anchor: str = "decision"

    @property
    def to_sign(self) -> tuple[PartView, ...]:
        return tuple(part for part in self.parts if part.can_sign)

    @property
    def common_signed(self) -> tuple[SignedBy, ...]:
        """Who signed each of its parts alike; empty where they differ."""
        first = self.parts[0].signed if self.parts else ()
        alike = {tuple((row.name, row.is_carried) for row in part.signed) for part in self.parts}
        return first if len(alike) == 1 else ()

    @property
    def common_lacks(self) -> str:
        """What each of its parts lacks alike; empty where they differ."""
        lacks = {part.lacks for part in self.parts}
        return next(iter(lacks)) if len(lacks) == 1 else ""

    @property
    def can_dissent(self) -> bool:
        return any(part.can_dissent for part in self.parts)

    @property
    def signed_by_me(self) -> bool:
        return bool(self.parts) and all(part.signed_by_me for part in self.parts)

    @property
    def is_new(self) -> bool:
        return any(part.news for part in self.parts) or any(row.is_new for row in self.threads)

    @property
    def open_threads(self) -> int:
        return sum(thread.resolved_at is None for thread in self.threads)


@dataclass(slots=True)
class _Draft:
    """A block before its parts are known."""

    anchor: str
    number: str
    heading: str
    keys: dict[str, str]
    shows: dict[str, object] = field(default_factory=dict)


def names_of(article: ArticlePage) -> dict[str, tuple[str, str]]:
    """The name and the anchor of every part, by its key, in the order of the page."""
    return {
        key: (name, draft.anchor) for draft in _drafts(article) for key, name in draft.keys.items()
    }


def whole_name() -> str:
    """Of the one part of a version from before versions had parts."""
    return _("The whole version")


def blocks_of(
    article: ArticlePage, parts: Mapping[str, PartView], threads: tuple[ThreadView, ...]
) -> tuple[Block, ...]:
    """In the order of the page; a thread stands with its part, or at the end where that is gone."""
    drafts = list(_drafts(article))
    place = {key: draft.anchor for draft in drafts for key in draft.keys}
    last = drafts[-1].anchor
    blocks = []
    for draft, after in zip(drafts, [*drafts[1:], None], strict=True):
        blocks.append(
            Block(
                anchor=draft.anchor,
                number=draft.number,
                heading=draft.heading,
                parts=tuple(parts[key] for key in draft.keys if key in parts),
                threads=tuple(row for row in threads if place.get(row.part, last) == draft.anchor),
                next_anchor=after.anchor if after else "decision",
                **draft.shows,  # type: ignore[arg-type] # one of the fields that show something
            )
        )
    return tuple(blocks)


def _drafts(article: ArticlePage) -> Iterator[_Draft]:
    if article.brief:
        name = _("In brief")
        keys = {article.brief.key: name, **_children(article.brief, name)}
        yield _Draft("brief", "", name, keys, {"statement": article.brief})
    if article.red_flags:
        name = _("Red flags")
        yield _Draft("red-flags", "", name, {RED_FLAGS: name}, {"red_flags": article.red_flags})
    for number, section in enumerate(article.sections, start=1):
        yield from _section(number, section)
    if article.algorithm:
        keys = {
            f"algorithm/{step.number}": _("Step %(number)s") % {"number": step.number}
            for step in article.algorithm
        }
        heading = _("Treatment algorithm")
        yield _Draft("algorithm", "", heading, keys, {"steps": article.algorithm})
    outline = {OUTLINE: _("Title and outline"), WHOLE: whole_name()}
    yield _Draft("outline", "", _("Title and outline"), outline)


def _section(number: int, section: SectionView) -> Iterator[_Draft]:
    opens: SectionView | None = section
    for statement in section.statements:
        keys = {statement.key: statement.number, **_children(statement, statement.number)}
        shows: dict[str, object] = {"statement": statement, "opens": opens}
        yield _Draft(statement.anchor, statement.number, section.heading, keys, shows)
        opens = None
    for row in section.differences:
        name = _("%(number)s, sources differ") % {"number": number}
        positions = {item.key: f"{name}: {item.stance_name}" for item in row.positions}
        shows = {"difference": row, "opens": opens}
        keys = {row.key: name, **positions}
        yield _Draft(row.anchor, name, section.heading, keys, shows)
        opens = None


def _children(statement: StatementView, name: str) -> dict[str, str]:
    point = _("%(name)s, point %(number)s")
    return {
        child.key: point % {"name": name, "number": number}
        for number, child in enumerate(statement.children, start=1)
    }
