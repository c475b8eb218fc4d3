"""Markdown as the parts of an article: the only place that knows its parser.

Headings become sections, paragraphs and list items statements, nested lists points below them. All
texts are plain: markup is taken out, and what cannot be kept is told, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from apps.articles.domain.drafting import one_line
from apps.guidelines.formats.html_text import plain_text

LONGEST: Final = 200_000
MOST_STATEMENTS: Final = 600
_SUPER: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# A raised figure behind a word or a full stop; behind a unit or a figure it is a power.
_REFERENCE: Final = re.compile(
    r"\s*\[\s*\^?\d{1,3}(?:\s*[,;\u2013-]\s*\^?\d{1,3})*\s*\]"
    rf"|(?:(?<=[a-z]{{4}})|(?<=[.,;:)]))[{_SUPER}]+(?:[,\u2013-][{_SUPER}]+)*",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"(\d+)(?:\s*[\u2013-]\s*\^?(\d+))?")
_FIGURES: Final = str.maketrans(_SUPER, "0123456789")
_UNSEEN: Final = re.compile(
    r"<!--.*?-->|<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_REFERENCE_LIST: Final = re.compile(r"(?i)references?|literature|bibliography|sources")
_RAW_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


class Told(StrEnum):
    """What became of something that a statement cannot hold."""

    REFERENCE = "reference"
    REFERENCE_LIST = "reference_list"
    MARKUP = "markup"
    LINK = "link"
    IMAGE = "image"
    TABLE = "table"
    CODE = "code"
    DEPTH = "depth"


@dataclass(frozen=True, slots=True)
class Remark:
    """`line` counts from 1; `what` is the text that it is about."""

    line: int
    told: Told
    what: str


@dataclass(frozen=True, slots=True)
class Said:
    """`references` are numbers that stood there as references."""

    text: str
    references: tuple[str, ...] = ()
    points: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkdownSection:
    heading: str
    statements: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class MarkdownArticle:
    """`title` is the first heading if it is one of the first level; `brief` the paragraph before
    any section.
    """

    title: str
    brief: Said | None
    sections: tuple[MarkdownSection, ...]
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Open:
    heading: str
    statements: list[Said] = field(default_factory=list)
    is_left_out: bool = False


def read_markdown(source: str) -> MarkdownArticle:
    """The article that a text in Markdown is."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._remarks: list[Remark] = []
        self._title = ""
        self._sections = [_Open("")]
        text = _UNSEEN.sub(self._unseen, source.replace("\r\n", "\n"))
        parser = MarkdownIt("commonmark", {"html": False}).enable("table")
        # Every address is left out, so none must stay in the text because it is dangerous.
        parser.validateLink = lambda url: True  # type: ignore[method-assign]
        self._tokens: Sequence[Token] = parser.parse(text)

    def read(self) -> MarkdownArticle:
        at = 0
        while at < len(self._tokens):
            at = self._block(at)
        loose, *sections = self._sections
        brief = replace(loose.statements[0], points=()) if loose.statements else None
        rest = [*(loose.statements[0].points if brief else ()), *loose.statements[1:]]
        first = [MarkdownSection(self._title, tuple(rest))] if rest else []
        return MarkdownArticle(
            title=self._title,
            brief=brief,
            sections=(
                *first,
                *(
                    MarkdownSection(section.heading, tuple(section.statements))
                    for section in sections
                    if not section.is_left_out
                ),
            ),
            remarks=tuple(sorted(self._remarks, key=lambda remark: remark.line)),
        )

    def _unseen(self, match: re.Match[str]) -> str:
        line = match.string.count("\n", 0, match.start()) + 1
        self._tell(line, Told.MARKUP, match[0][:60])
        return "\n" * match[0].count("\n")

    def _tell(self, line: int, told: Told, what: str) -> None:
        self._remarks.append(Remark(line, told, what))

    def _block(self, at: int) -> int:
        """Take the block that opens here; the place behind it."""
        token = self._tokens[at]
        if token.type == "heading_open":
            self._heading(token, self._tokens[at + 1])
            return at + 3
        if token.type in ("bullet_list_open", "ordered_list_open"):
            end = self._end(at)
            self._list(at, end)
            return end + 1
        if token.type == "table_open":
            end = self._end(at)
            self._table(at, end)
            return end + 1
        if token.type in ("fence", "code_block"):
            self._tell(_line(token), Told.CODE, token.content.strip()[:60])
            self._add(self._plain(token.content, _line(token)))
        elif token.type == "inline":
            self._add(self._said(token))
        return at + 1

    def _end(self, at: int) -> int:
        """Where what opens here closes."""
        level, closing = self._tokens[at].level, self._tokens[at].type.replace("_open", "_close")
        return next(
            index
            for index in range(at, len(self._tokens))
            if self._tokens[index].type == closing and self._tokens[index].level == level
        )

    def _heading(self, token: Token, inline: Token) -> None:
        said = self._said(inline)
        is_first = len(self._sections) == 1 and not self._sections[0].statements
        if token.tag == "h1" and is_first and not self._title:
            self._title = said.text
            return
        is_left_out = bool(_REFERENCE_LIST.fullmatch(said.text))
        if is_left_out:
            self._tell(_line(token), Told.REFERENCE_LIST, said.text)
        self._sections.append(_Open(said.text, is_left_out=is_left_out))

    def _add(self, said: Said) -> None:
        if said.text:
            self._sections[-1].statements.append(said)

    def _list(self, at: int, end: int) -> None:
        """Items that end a sentence with a colon are its points, others statements."""
        items = [self._item(start, stop) for start, stop in self._items(at, end)]
        statements = self._sections[-1].statements
        if statements and statements[-1].text.endswith(":") and not statements[-1].points:
            flat = tuple(point for item in items for point in _flat(item))
            statements[-1] = replace(statements[-1], points=flat)
            return
        for item in items:
            self._add(item)

    def _items(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        index = at + 1
        while index < end:
            stop = self._end(index)
            yield index, stop
            index = stop + 1

    def _item(self, at: int, end: int) -> Said:
        """The first text is the statement; others, and items of lists in it, are its points."""
        texts: list[Said] = []
        index = at + 1
        while index < end:
            token = self._tokens[index]
            if token.type in ("bullet_list_open", "ordered_list_open"):
                stop = self._end(index)
                for start, close in self._items(index, stop):
                    inner = self._item(start, close)
                    if inner.points:
                        self._tell(_line(token), Told.DEPTH, inner.text)
                    texts += _flat(inner)
                index = stop
            elif token.type == "inline":
                texts.append(self._said(token))
            elif token.type in ("fence", "code_block"):
                texts.append(self._plain(token.content, _line(token)))
            index += 1
        kept = [said for said in texts if said.text]
        return replace(kept[0], points=tuple(kept[1:])) if kept else Said("")

    def _table(self, at: int, end: int) -> None:
        """Each row is a statement."""
        self._tell(_line(self._tokens[at]), Told.TABLE, "")
        row: list[Said] = []
        for token in self._tokens[at:end]:
            if token.type == "inline":
                row.append(self._said(token))
            elif token.type == "tr_close":
                texts = [said.text for said in row if said.text]
                numbers = tuple(number for said in row for number in said.references)
                self._add(Said("; ".join(texts), numbers))
                row = []

    def _said(self, token: Token) -> Said:
        return self._plain("".join(self._words(token)), _line(token))

    def _words(self, token: Token) -> Iterator[str]:
        """The text of an inline token. A star between figures is a sign, not a mark-up."""
        children = token.children or []
        for place, child in enumerate(children):
            if child.type in ("text", "code_inline"):
                yield child.content
            elif child.type in ("softbreak", "hardbreak"):
                yield " "
            elif child.type == "image":
                self._tell(_line(token), Told.IMAGE, child.content)
            elif child.type == "link_open" and child.info != "auto":
                self._tell(_line(token), Told.LINK, str(child.attrGet("href")))
            elif child.markup and child.type.startswith(("em_", "strong_")):
                yield child.markup if _is_sign(children, place) else ""

    def _plain(self, text: str, line: int) -> Said:
        bare = one_line(plain_text(text))
        if _RAW_TAG.search(text) and bare != one_line(text):
            self._tell(line, Told.MARKUP, one_line(text)[:60])
        numbers: list[str] = []

        def take(match: re.Match[str]) -> str:
            self._tell(line, Told.REFERENCE, match[0].strip())
            for first, last in _NUMBERS.findall(match[0].translate(_FIGURES)):
                numbers.extend(map(str, range(int(first), int(last or first) + 1)))
            return ""

        return Said(one_line(_REFERENCE.sub(take, bare)), tuple(dict.fromkeys(numbers)))


def _flat(item: Said) -> list[Said]:
    return [replace(item, points=()), *(point for point in item.points)]


def _is_sign(children: Sequence[Token], place: int) -> bool:
    before = children[place - 1].content[-1:] if place else ""
    after = children[place + 1].content[:1] if place + 1 < len(children) else ""
    return before.isdigit() and after.isdigit()


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
