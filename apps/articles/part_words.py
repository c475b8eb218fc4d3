"""The words and sources of every part of a version, as people compare and discuss them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.articles.domain.comparison import Cited, PartWords
from apps.articles.domain.parts import OUTLINE, RED_FLAGS
from apps.articles.models import (
    AlgorithmStep,
    ArticleVersion,
    Citation,
    Difference,
    Section,
    Statement,
)
from apps.articles.models.content import StatementRole
from apps.guidelines.citing import describe, with_sources
from apps.guidelines.domain.grading import DIRECTION_NAMES, Direction
from apps.guidelines.models import RecommendationVersion
from core.levels import Level


def read_words(version: ArticleVersion) -> tuple[PartWords, ...]:
    """Every part in reading order, by the keys of `read_parts`. Nine queries."""
    return tuple(_Reader(version).parts())


def words_of(version: ArticleVersion, key: str) -> dict[str, str]:
    """One part's words by level; empty for a part that is not there."""
    return next((dict(part.words) for part in read_words(version) if part.key == key), {})


class _Reader:
    def __init__(self, version: ArticleVersion) -> None:
        self._version = version
        self._sections = list(Section.objects.filter(version=version).order_by("ordinal"))
        self._differences = list(
            Difference.objects.filter(version=version).order_by("section__ordinal", "ordinal")
        )
        sources = with_sources(RecommendationVersion.objects.all())
        cited = Citation.objects.order_by("ordinal").prefetch_related(
            Prefetch("recommendation_version", queryset=sources)
        )
        self._statements = list(
            Statement.objects.filter(version=version)
            .order_by("ordinal", "key")
            .prefetch_related(Prefetch("citations", queryset=cited))
        )
        self._steps = list(AlgorithmStep.objects.filter(version=version).order_by("ordinal"))

    def parts(self) -> Iterator[PartWords]:
        yield PartWords(OUTLINE, _("Title and outline"), "", self._outline())
        for row in self._statements:
            if row.role == StatementRole.BRIEF:
                yield self._statement(row, _("In brief"), "")
        for number, section in enumerate(self._sections, start=1):
            yield from self._section(number, section)
        steps = [row for row in self._steps if row.parent_id is None]
        for number, step in enumerate(steps, start=1):
            name = _("Step %(number)s") % {"number": number}
            yield PartWords(f"algorithm/{number}", name, "algorithm", self._step(step))
        flags = [row.wording() for row in self._version.red_flags.order_by("ordinal")]
        if flags:
            yield PartWords(RED_FLAGS, _("Red flags"), "", _joined(flags))

    def _outline(self) -> dict[str, str]:
        version = self._version
        about = [version.question, version.heading, version.topic, ", ".join(version.keywords)]
        return _joined(
            [*(_at_all_levels(text) for text in about), *(row.wording() for row in self._sections)]
        )

    def _section(self, number: int, section: Section) -> Iterator[PartWords]:
        rows = [
            row
            for row in self._statements
            if row.section_id == section.pk and row.parent_id is None
        ]
        for place, row in enumerate(rows, start=1):
            yield self._statement(row, f"{number}.{place}", section.key)
            children = [child for child in self._statements if child.parent_id == row.pk]
            for point, child in enumerate(children, start=1):
                name = _("%(number)s, point %(point)s")
                place_name = name % {"number": f"{number}.{place}", "point": point}
                yield self._statement(child, place_name, section.key)
        for difference in self._differences:
            if difference.section_id == section.pk:
                yield from self._difference(number, difference, section)

    def _difference(self, number: int, row: Difference, section: Section) -> Iterator[PartWords]:
        name = _("%(number)s, sources differ") % {"number": number}
        words = _joined([row.wording(), row.reconciliation or {}])
        yield PartWords(f"{section.key}-differs-{row.ordinal}", name, section.key, words)
        for position in self._statements:
            if position.difference_id == row.pk:
                stance = DIRECTION_NAMES[Direction(position.stance)]
                yield self._statement(position, f"{name}: {stance}", section.key)

    def _statement(self, row: Statement, name: str, section: str) -> PartWords:
        stance = DIRECTION_NAMES[Direction(row.stance)] if row.stance else ""
        words = _joined([_at_all_levels(stance), row.wording(), row.note or {}])
        records = (citation.recommendation_version for citation in row.citations.all())
        return PartWords(row.key, name, section, words, tuple(map(_cited, records)))

    def _step(self, step: AlgorithmStep) -> dict[str, str]:
        branches = [row for row in self._steps if row.parent_id == step.pk]
        texts = (text for row in (step, *branches) for text in (row.title, row.detail))
        return _joined(texts)


def _cited(record: RecommendationVersion) -> Cited:
    shown = describe(record)
    edition = record.guideline_version.label
    return Cited(
        recommendation=str(record.recommendation_id),
        record=str(record.public_id),
        name=", ".join(filter(None, (shown.body, edition, shown.locator))),
        grade=", ".join(
            (
                shown.grade.direction_name,
                shown.grade.strength_name,
                shown.grade.certainty_name,
            )
        ),
    )


def _at_all_levels(text: str) -> dict[str, str]:
    return dict.fromkeys(Level, text)


def _joined(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """One text at each level, a line for each that says something."""
    rows = list(texts)
    return {
        level.value: "\n".join(filter(None, (row.get(level.value, "") for row in rows)))
        for level in Level
    }
