"""Rules on citations: whether each statement has one, and whether it is evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.articles.domain.gate.article import Passage, Record
from apps.articles.domain.gate.case import Case
from apps.articles.domain.gate.findings import Finding

_TYPED: Final = re.compile(
    r"\[\s*\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*\s*\]|\((?:refs?\.?|references?) \d+", re.IGNORECASE
)


def unresolved(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        for marker in row.unresolved:
            yield Finding(
                "citation-unresolved",
                row.key,
                f"{row.label} cites “{marker}”, which the store does not have. Cite a record of "
                "the "
                "store instead, or bring the source into the store first.",
            )


def missing(case: Case) -> Iterator[Finding]:
    """A parent may leave the citing to its children, all of them."""
    for row in case.article.passages:
        if row.cites or row.unresolved:
            continue
        children = case.children(row)
        if not children or not any(child.cites or child.unresolved for child in children):
            yield Finding(
                "citation-missing",
                row.key,
                f"{row.label} cites nothing. Pick the record it rests on, or leave it out.",
            )


def scope(case: Case) -> Iterator[Finding]:
    """Where only some points of a list are cited, nobody can tell what a citation covers."""
    for row in case.article.passages:
        children = case.children(row)
        bare = [child for child in children if not (child.cites or child.unresolved)]
        if bare and len(bare) < len(children):
            yield Finding(
                "citation-scope",
                row.key,
                f"{row.label} has a list in which {len(bare)} of {len(children)} points cite "
                "nothing. Cite the source at every point, or once at the sentence above the list.",
            )


def typed(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        found = next(filter(None, (_TYPED.search(text) for text in row.wording.values())), None)
        if found:
            yield Finding(
                "citation-typed",
                row.key,
                f"{row.label} has the typed marker “{found.group()}”. Numbers are assigned when "
                "the "
                "page is shown: take it out and cite the record.",
            )


def in_house_support(case: Case) -> Iterator[Finding]:
    for row in case.article.passages:
        records = row.cites
        if records and all(record.is_digest for record in records):
            names = ", ".join(record.name for record in records)
            yield Finding(
                "in-house-support",
                row.key,
                f"{row.label} rests only on a summary ({names}). Cite the guideline or the study "
                "that the summary reports.",
            )


def in_house_as_guideline(case: Case) -> Iterator[Finding]:
    for row, record in _first_citations(case):
        if record.is_digest and record.work_kind == "guideline":
            yield Finding(
                "in-house-as-guideline",
                row.key,
                f"{row.label} cites {record.name} as a guideline, but no body outside stands "
                "behind "
                "it. Mark it as an in-house summary in the store and cite the guideline itself.",
            )


def incomplete(case: Case) -> Iterator[Finding]:
    for row, record in _first_citations(case):
        if record.is_digest:
            continue
        lacks = [
            what
            for what, is_lacking in (
                ("a year", record.published is None and not record.years),
                ("a DOI, PMID or address", not record.has_locator),
                ("a short name of its journal", len(record.venue) > 90),
            )
            if is_lacking
        ]
        if lacks:
            yield Finding(
                "reference-incomplete",
                row.key,
                f"{row.label} cites {record.name}, whose reference lacks {' and '.join(lacks)}. "
                "Complete the work in the store.",
            )


def brief(case: Case) -> Iterator[Finding]:
    """The direct answer says what the article says, and rests on the same."""
    body = {
        record.id for row in case.article.passages if row.role != "brief" for record in row.cites
    }
    for row in case.article.passages:
        lone = [record.name for record in row.cites if record.id not in body]
        if row.role == "brief" and lone and len(case.article.passages) > 1:
            yield Finding(
                "brief-beyond-statements",
                row.key,
                f"{row.label} rests on {', '.join(lone)}, which no statement below cites. Add the "
                "statement, or take it out of the brief.",
            )


def _first_citations(case: Case) -> Iterator[tuple[Passage, Record]]:
    seen: set[str] = set()
    for row in case.article.passages:
        for record in row.cites:
            if record.title not in seen:
                seen.add(record.title)
                yield row, record


RULES: Final = (
    unresolved,
    missing,
    scope,
    typed,
    in_house_support,
    in_house_as_guideline,
    incomplete,
    brief,
)
