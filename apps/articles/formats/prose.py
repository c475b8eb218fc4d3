"""Markdown as blocks of spans that a template prints: nobody's markup ever becomes ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Neither HTML nor images nor code: what is left is what a policy needs.
_PARSER: Final = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])
_LISTS: Final = {"bullet_list": "bullets", "ordered_list": "numbers"}
_STYLES: Final = {"strong_open": "strong", "em_open": "em"}


@dataclass(frozen=True, slots=True)
class Span:
    """`style` is strong, em or empty; `href` an address that the parser found harmless."""

    text: str
    style: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading, text, bullets or numbers; a line of a list is an item."""

    kind: str
    lines: tuple[tuple[Span, ...], ...]


def read_prose(text: str) -> tuple[Block, ...]:
    """The blocks in reading order; a list within a list becomes items of the outer one."""
    blocks: list[Block] = []
    lists: list[str] = []
    for before, token in pairwise([Token("start", "", 0), *_PARSER.parse(text)]):
        name, _, change = token.type.rpartition("_")
        if name in _LISTS and change == "open":
            lists.append(_LISTS[name])
            if len(lists) == 1:
                blocks.append(Block(lists[0], ()))
        elif name in _LISTS:
            lists.pop()
        elif token.type == "inline":
            line = tuple(_spans(token.children or ()))
            if lists:
                blocks[-1] = Block(blocks[-1].kind, (*blocks[-1].lines, line))
            else:
                kind = "heading" if before.type == "heading_open" else "text"
                blocks.append(Block(kind, (line,)))
    return tuple(blocks)


def _spans(tokens: Iterable[Token]) -> Iterator[Span]:
    style = href = ""
    for token in tokens:
        if token.type in _STYLES:
            style = _STYLES[token.type]
        elif token.type in ("strong_close", "em_close"):
            style = ""
        elif token.type in ("link_open", "link_close"):
            href = str(token.attrs.get("href", ""))
        elif token.type in ("softbreak", "hardbreak"):
            yield Span(" ")
        elif token.content:
            yield Span(token.content, style, href)
