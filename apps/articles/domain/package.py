"""The article package, `consilium-article-package/1`: its shapes and its reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from apps.articles.domain.parts import names_another
from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.package_fields import read_name
from core.documents import Node

FORMAT: Final = "consilium-article-package/1"
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY: Final = re.compile(r"[-a-zA-Z0-9_]+")
# What the columns hold.
_LONGEST_TITLE: Final = 300
_LONGEST_WORD: Final = 100
_LONGEST_SLUG: Final = 120
_LONGEST_KEY: Final = 60

Wording = dict[str, str]
Cite = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PackagedStatement:
    """`cites` are (guideline key, recommendation key), none where a draft has none yet."""

    key: str
    wording: Wording
    cites: tuple[Cite, ...]
    note: Wording | None = None
    children: tuple[PackagedStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class PackagedPosition:
    """`key` is that of its statement; empty for one made of its place."""

    stance: str
    wording: Wording
    cites: tuple[Cite, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class PackagedDifference:
    conflict: str | None
    title: Wording
    positions: tuple[PackagedPosition, ...]
    reconciliation: Wording | None


@dataclass(frozen=True, slots=True)
class PackagedSection:
    key: str
    heading: Wording
    statements: tuple[PackagedStatement, ...]
    differences: tuple[PackagedDifference, ...]


@dataclass(frozen=True, slots=True)
class PackagedBranch:
    condition: Wording
    action: Wording
    is_alert: bool
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackagedStep:
    title: Wording
    detail: Wording
    basis: tuple[str, ...]
    branches: tuple[PackagedBranch, ...]


@dataclass(frozen=True, slots=True)
class ArticlePackage:
    is_demonstration: bool
    slug: str
    facts: dict[str, Any]
    brief: PackagedStatement | None
    sections: tuple[PackagedSection, ...]
    algorithm: tuple[PackagedStep, ...]
    red_flags: tuple[Wording, ...]


def read_article(document: Any) -> ArticlePackage:
    """Check the whole document and give it back typed.

    Raises `DocumentFault` at the first fault.
    """
    root = Node(document)
    if root.get("format").text() != FORMAT:
        raise root.get("format").fault(f"must be {FORMAT}")
    return ArticlePackage(
        is_demonstration=root.get("demonstration").flag(),
        slug=_slug(root.get("slug")),
        facts={
            "question": root.get("question").text(limit=_LONGEST_TITLE),
            "heading": root.get("heading").text(limit=_LONGEST_TITLE),
            "topic": root.get("topic").text(limit=_LONGEST_WORD),
            "keywords": root.get("keywords").texts(limit=_LONGEST_WORD),
        },
        brief=_brief(root.get("brief")),
        sections=_different(root.get("sections"), tuple(root.get("sections").items(_section))),
        algorithm=tuple(root.get("algorithm").items(_step)),
        red_flags=tuple(root.get("red_flags").items(lambda node: node.wording())),
    )


def _brief(node: Node) -> PackagedStatement | None:
    """A draft may have none yet."""
    if node.value is None:
        return None
    return PackagedStatement("brief", node.get("wording").wording(), _cites(node))


def _key(node: Node) -> str:
    key = node.text(limit=_LONGEST_KEY)
    if not _KEY.fullmatch(key):
        raise node.fault("must be letters, digits, hyphens and underscores")
    return key


def _statement_key(node: Node) -> str:
    key = _key(node)
    if names_another(key):
        raise node.fault("is the name of another part of every article; choose another")
    return key


def _slug(node: Node) -> str:
    slug = node.text(limit=_LONGEST_SLUG)
    if not _SLUG.fullmatch(slug):
        raise node.fault("must be small letters and digits, words apart by a hyphen")
    return slug


def _cites(node: Node) -> tuple[Cite, ...]:
    cites = tuple(node.get("cites").items(read_name))
    if len(set(cites)) < len(cites):
        raise node.get("cites").fault("names a recommendation twice")
    return cites


def _different(node: Node, sections: tuple[PackagedSection, ...]) -> tuple[PackagedSection, ...]:
    if len({section.key for section in sections}) < len(sections):
        raise node.fault("two sections have the same key")
    return sections


def _section(node: Node) -> PackagedSection:
    return PackagedSection(
        key=_key(node.get("key")),
        heading=node.get("heading").wording(),
        statements=tuple(node.get("statements").items(_statement)),
        differences=tuple(node.get("differences").items(_difference)),
    )


def _statement(node: Node) -> PackagedStatement:
    children = tuple(node.get("children").items(_child))
    return PackagedStatement(
        key=_statement_key(node.get("key")),
        wording=node.get("wording").wording(),
        cites=_cites(node),
        note=node.get("note").optional_wording(),
        children=children,
    )


def _child(node: Node) -> PackagedStatement:
    if node.get("children").value:
        raise node.get("children").fault("must be empty: statements nest once")
    return _statement(node)


def _difference(node: Node) -> PackagedDifference:
    return PackagedDifference(
        conflict=node.get("conflict").text(default="") or None,
        title=node.get("title").wording(),
        positions=tuple(node.get("positions").items(_position)),
        reconciliation=node.get("reconciliation").optional_wording(),
    )


def _position(node: Node) -> PackagedPosition:
    return PackagedPosition(
        stance=node.get("stance").text(among=Direction),
        wording=node.get("wording").wording(),
        cites=_cites(node),
        key=_statement_key(node.get("key")) if node.get("key").value else "",
    )


def _step(node: Node) -> PackagedStep:
    return PackagedStep(
        title=node.get("title").wording(),
        detail=node.get("detail").wording(),
        basis=tuple(dict.fromkeys(node.get("basis").texts())),
        branches=tuple(node.get("branches").items(_branch)),
    )


def _branch(node: Node) -> PackagedBranch:
    return PackagedBranch(
        condition=node.get("condition").wording(),
        action=node.get("action").wording(),
        is_alert=node.get("alert").flag(),
        basis=tuple(dict.fromkeys(node.get("basis").texts())),
    )
