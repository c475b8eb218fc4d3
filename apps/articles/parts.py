"""Reading the parts of a version, in reading order. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from apps.articles.domain.parts import (
    OUTLINE,
    RED_FLAGS,
    WHOLE,
    Part,
    hash_of,
    hash_of_all,
    says_dose,
)
from apps.articles.models import (
    AlgorithmStep,
    ArticlePart,
    ArticleVersion,
    Difference,
    Section,
    Statement,
)
from apps.articles.models.content import StatementRole
from apps.guidelines.models import Concept


def content_hash(version: ArticleVersion) -> str:
    """The hash of all that the version says: text at every level, citations, and the records
    behind them. Nine queries.
    """
    return hash_of_all(read_parts(version))


def read_parts(version: ArticleVersion) -> tuple[Part, ...]:
    """Every part as it stands, of a draft too. Nine queries, whatever the length."""
    return tuple(_Reader(version).parts())


def parts_of(versions: Iterable[ArticleVersion]) -> dict[int, tuple[Part, ...]]:
    """The parts of submitted versions as they were frozen, by version id. One query."""
    versions = list(versions)
    found: dict[int, list[Part]] = defaultdict(list)
    rows = ArticlePart.objects.filter(version__in=versions).order_by("version", "ordinal")
    for version_id, key, digest, interventions, has_dose in rows.values_list(
        "version", "key", "sha256", "interventions", "has_dose"
    ):
        found[version_id].append(Part(key, digest, frozenset(interventions), has_dose))
    return {
        version.pk: tuple(found[version.pk]) or (Part(WHOLE, version.content_sha256),)
        for version in versions
    }


def widened(parts: Iterable[Part]) -> tuple[Part, ...]:
    """With the classes that each intervention belongs to, as the store has them: somebody with an
    interest in a class has one in its drugs. A query for each step upwards.
    """
    parts = tuple(parts)
    broader: dict[str, list[str]] = {}
    ahead = {key for part in parts for key in part.interventions}
    while ahead:
        rows = Concept.objects.filter(key__in=ahead).values_list("key", "broader")
        broader.update({key: [] for key in ahead} | dict(rows))
        ahead = {above for key in ahead for above in broader[key]} - broader.keys()
    return tuple(replace(part, interventions=_upwards(part, broader)) for part in parts)


def _upwards(part: Part, broader: dict[str, list[str]]) -> frozenset[str]:
    found: set[str] = set()
    ahead = set(part.interventions)
    while ahead:
        found |= ahead
        ahead = {above for key in ahead for above in broader[key]} - found
    return frozenset(found)


class _Reader:
    """One version's rows, each kind read once."""

    def __init__(self, version: ArticleVersion) -> None:
        self._version = version
        self._sections = list(Section.objects.filter(version=version).order_by("ordinal"))
        self._differences = list(
            Difference.objects.filter(version=version)
            .select_related("conflict", "section")
            .order_by("section__ordinal", "ordinal")
        )
        self._statements = list(
            Statement.objects.filter(version=version)
            .order_by("ordinal", "key")
            .prefetch_related("citations__recommendation_version", "unresolved_citations")
        )
        self._steps = list(
            AlgorithmStep.objects.filter(version=version)
            .order_by("ordinal")
            .prefetch_related("bases")
        )
        self._red_flags = [row.wording() for row in version.red_flags.order_by("ordinal")]
        self._keys = {row.pk: row.key for row in self._statements}

    def parts(self) -> Iterator[Part]:
        yield Part(OUTLINE, hash_of(self._outline()))
        for row in self._statements:
            if row.role == StatementRole.BRIEF:
                yield self._statement(row)
        for section in self._sections:
            yield from self._section(section)
        steps = [row for row in self._steps if row.parent_id is None]
        for number, step in enumerate(steps, start=1):
            yield self._step(number, step)
        if self._red_flags:
            texts = (text for wording in self._red_flags for text in wording.values())
            yield Part(RED_FLAGS, hash_of(self._red_flags), has_dose=says_dose(texts))

    def _outline(self) -> dict[str, Any]:
        version = self._version
        sections = {row.pk: row.key for row in self._sections}
        differences = {row.pk: _name(row) for row in self._differences}
        return {
            "question": version.question,
            "heading": version.heading,
            "topic": version.topic,
            "keywords": version.keywords,
            "sections": [[row.key, row.wording()] for row in self._sections],
            "order": sorted(
                [
                    row.key,
                    sections.get(row.section_id or 0, ""),
                    self._keys.get(row.parent_id or 0, ""),
                    differences.get(row.difference_id or 0, ""),
                    row.ordinal,
                ]
                for row in self._statements
            ),
        }

    def _section(self, section: Section) -> Iterator[Part]:
        for row in self._statements:
            if row.section_id == section.pk and row.parent_id is None:
                yield self._statement(row)
                for child in self._statements:
                    if child.parent_id == row.pk:
                        yield self._statement(child)
        for difference in self._differences:
            if difference.section_id == section.pk:
                yield from self._difference(difference)

    def _statement(self, row: Statement) -> Part:
        content = {
            "key": row.key,
            "role": row.role,
            "parent": self._keys.get(row.parent_id or 0, ""),
            "wording": row.wording(),
            "note": row.note,
            "stance": row.stance,
            "cites": sorted(
                [
                    str(cite.recommendation_version.public_id),
                    cite.recommendation_version.content_sha256,
                ]
                for cite in row.citations.all()
            ),
            "unresolved": sorted(marker.name for marker in row.unresolved_citations.all()),
        }
        return Part(
            row.key, hash_of(content), _interventions([row]), says_dose(row.wording().values())
        )

    def _difference(self, row: Difference) -> Iterator[Part]:
        positions = [item for item in self._statements if item.difference_id == row.pk]
        settled = row.reconciliation or {}
        content = {
            "wording": row.wording(),
            "reconciliation": row.reconciliation,
            "conflict": row.conflict.key if row.conflict else None,
        }
        texts = (*row.wording().values(), *settled.values())
        yield Part(_name(row), hash_of(content), _interventions(positions), says_dose(texts))
        yield from map(self._statement, positions)

    def _step(self, number: int, step: AlgorithmStep) -> Part:
        rows = [step, *(row for row in self._steps if row.parent_id == step.pk)]
        bases = {basis.statement_id for row in rows for basis in row.bases.all()}
        texts = (text for row in rows for text in (*row.title.values(), *row.detail.values()))
        return Part(
            f"algorithm/{number}",
            hash_of([self._node(row) for row in rows]),
            _interventions([row for row in self._statements if row.pk in bases]),
            says_dose(texts),
        )

    def _node(self, row: AlgorithmStep) -> dict[str, Any]:
        return {
            "title": row.title,
            "detail": row.detail,
            "alert": row.is_alert,
            "basis": sorted(self._keys[basis.statement_id] for basis in row.bases.all()),
        }


def _name(difference: Difference) -> str:
    return f"{difference.section.key}-differs-{difference.ordinal}"


def _interventions(rows: Iterable[Statement]) -> frozenset[str]:
    return frozenset(
        key
        for row in rows
        for cite in row.citations.all()
        for key in cite.recommendation_version.interventions
    )
