"""A new article as a package: of a question alone, or of a text in Markdown. Reads only."""

from __future__ import annotations

from apps.articles.domain.drafting import worded
from apps.articles.domain.package import ArticlePackage, PackagedSection, PackagedStatement
from apps.articles.drafts import free_slug, fresh_key, section_key
from apps.articles.formats.markdown import MarkdownArticle, MarkdownSection, Said

# What a number typed as a reference becomes: a marker that names nothing in the store.
_TYPED = "reference"


def new_package(question: str, topic: str, brief: str = "") -> ArticlePackage:
    """At an address made of the question; `brief` may be empty, as the answer can come later."""
    return _package(question, topic, Said(brief) if brief else None, ())


def pasted_package(read: MarkdownArticle, question: str, topic: str) -> ArticlePackage:
    """Every text at all levels as it was pasted."""
    return _package(question, topic, read.brief, read.sections)


def _package(
    question: str, topic: str, brief: Said | None, sections: tuple[MarkdownSection, ...]
) -> ArticlePackage:
    keys: list[str] = []
    for section in sections:
        keys.append(section_key(section.heading, keys))
    return ArticlePackage(
        is_demonstration=False,
        slug=free_slug(question),
        facts={"question": question, "heading": question, "topic": topic, "keywords": []},
        brief=_statement(brief, "brief") if brief else None,
        sections=tuple(
            PackagedSection(
                key=key,
                heading=worded(section.heading),
                statements=tuple(_statement(said, fresh_key()) for said in section.statements),
                differences=(),
            )
            for key, section in zip(keys, sections, strict=True)
        ),
        algorithm=(),
        red_flags=(),
    )


def _statement(said: Said, key: str) -> PackagedStatement:
    return PackagedStatement(
        key=key,
        wording=worded(said.text),
        cites=tuple((_TYPED, number) for number in said.references),
        children=tuple(_statement(point, fresh_key()) for point in said.points),
    )
