"""An article version as a package that `import_article` takes in again. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from apps.articles.domain.package import FORMAT, Cite
from apps.articles.history import history_document
from apps.articles.models import (
    AlgorithmStep,
    ArticleVersion,
    Citation,
    Difference,
    Section,
    Statement,
    StepBasis,
)
from apps.articles.models.content import StatementRole
from apps.guidelines.models import RecommendationVersion
from core.actors import Actor

Document = dict[str, Any]


def export_article(version: ArticleVersion, *, actor: Actor) -> Document:
    """The package with the review history as this actor may read it. Twelve queries at most.

    The history is for readers of the file: an import begins a history of its own.
    """
    document = package_of(version)
    return {**document, "history": history_document(version.article.slug, actor=actor)}


def package_of(version: ArticleVersion) -> Document:
    """All that the version says, by names that hold in any store. Ten queries at most."""
    return _Package(version).document()


def cited_records(version: ArticleVersion) -> dict[Cite, RecommendationVersion]:
    """The records that the version cites, by their names. One query."""
    rows = RecommendationVersion.objects.filter(
        citations__statement__version=version
    ).select_related("recommendation__guideline")
    return {(row.recommendation.guideline.key, row.recommendation.key): row for row in rows}


class _Package:
    """Reads the rows once and writes them down."""

    def __init__(self, version: ArticleVersion) -> None:
        self._version = version
        cited = Citation.objects.select_related("recommendation_version__recommendation__guideline")
        self._statements = list(
            Statement.objects.filter(version=version)
            .order_by("ordinal", "pk")
            .prefetch_related(Prefetch("citations", queryset=cited), "unresolved_citations")
        )

    def document(self) -> Document:
        version = self._version
        brief = [row for row in self._statements if row.role == StatementRole.BRIEF]
        sections = Section.objects.filter(version=version).order_by("ordinal")
        rows = Difference.objects.filter(version=version).select_related("conflict")
        differences = list(rows.order_by("ordinal"))
        return {
            "format": FORMAT,
            "demonstration": version.article.is_demonstration,
            "slug": version.article.slug,
            "question": version.question,
            "heading": version.heading,
            "topic": version.topic,
            "keywords": version.keywords,
            "brief": {"wording": brief[0].wording(), "cites": _cites(brief[0])} if brief else None,
            "sections": [self._section(section, differences) for section in sections],
            "algorithm": self._algorithm(),
            "red_flags": [row.wording() for row in version.red_flags.order_by("ordinal")],
        }

    def _section(self, section: Section, differences: Iterable[Difference]) -> Document:
        tops = [
            row
            for row in self._statements
            if row.section_id == section.pk and row.parent_id is None
        ]
        return {
            "key": section.key,
            "heading": section.wording(),
            "statements": [self._statement(row) for row in tops],
            "differences": [
                self._difference(row) for row in differences if row.section_id == section.pk
            ],
        }

    def _statement(self, row: Statement) -> Document:
        return {
            "key": row.key,
            "wording": row.wording(),
            "cites": _cites(row),
            "note": row.note,
            "children": [
                self._statement(child) for child in self._statements if child.parent_id == row.pk
            ],
        }

    def _difference(self, row: Difference) -> Document:
        return {
            "conflict": row.conflict.key if row.conflict else None,
            "title": row.wording(),
            "positions": [
                {
                    "key": position.key,
                    "stance": position.stance,
                    "wording": position.wording(),
                    "cites": _cites(position),
                }
                for position in self._statements
                if position.difference_id == row.pk
            ],
            "reconciliation": row.reconciliation,
        }

    def _algorithm(self) -> list[Document]:
        bases = Prefetch("bases", queryset=StepBasis.objects.order_by("pk"))
        steps = AlgorithmStep.objects.filter(version=self._version).order_by("ordinal")
        rows = list(steps.prefetch_related(bases))
        return [
            {
                "title": step.title,
                "detail": step.detail,
                "basis": self._basis(step),
                "branches": [self._branch(row) for row in rows if row.parent_id == step.pk],
            }
            for step in rows
            if step.parent_id is None
        ]

    def _branch(self, row: AlgorithmStep) -> Document:
        return {
            "condition": row.title,
            "action": row.detail,
            "alert": row.is_alert,
            "basis": self._basis(row),
        }

    def _basis(self, step: AlgorithmStep) -> list[str]:
        keys = {row.pk: row.key for row in self._statements}
        return [keys[basis.statement_id] for basis in step.bases.all()]


def _cites(row: Statement) -> list[str]:
    """Names of records, and of what the store did not have, in the order of the statement."""
    named = [(cite.ordinal, _name(cite.recommendation_version)) for cite in row.citations.all()] + [
        (marker.ordinal, marker.name) for marker in row.unresolved_citations.all()
    ]
    return [name for _, name in sorted(named)]


def _name(record: RecommendationVersion) -> str:
    return f"{record.recommendation.guideline.key}/{record.recommendation.key}"
