"""The content of one version at one level, numbered and cited, as the page shows it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Prefetch

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
from apps.articles.models.mark import StatementMark
from apps.articles.pages import (
    BasisLink,
    BranchView,
    DifferenceView,
    EvidenceProfile,
    FindingView,
    PositionView,
    SectionView,
    StatementView,
    StepView,
)
from apps.guidelines.citing import Citation as CitationView
from apps.guidelines.citing import Reference, ReferenceList, with_sources
from apps.guidelines.domain.grading import DIRECTION_NAMES, Direction
from apps.guidelines.evidence import ChangeNote, changes_of, distinct
from apps.guidelines.models import RecommendationVersion
from core.levels import Level

BRIEF_PLACE = "In brief"


class Composition:
    """Reads the version in at most twelve queries, then numbers and cites in reading order.

    `checked` are the changes of evidence that were found to change nothing, with the day;
    `findings` those of the gate, by their place.
    """

    def __init__(
        self,
        version: ArticleVersion,
        level: Level,
        checked: Mapping[int, date],
        findings: Mapping[str, tuple[FindingView, ...]],
    ) -> None:
        self._level = level
        self._findings = findings
        self._checked = checked
        self._list = ReferenceList()
        self._statements = self._read_statements(version)
        self._notes = self._read_notes(version)
        self._links: dict[int, BasisLink] = {}
        self.brief = self._brief()
        self.sections: tuple[SectionView, ...] = tuple(
            self._section(number, section)
            for number, section in enumerate(version.sections.order_by("ordinal"), start=1)
        )
        self.algorithm = self._algorithm(version)
        self.red_flags = tuple(row.at(level) for row in version.red_flags.order_by("ordinal"))
        self.references: tuple[Reference, ...] = self._list.references()
        self.evidence = self._profile()
        self.places = {
            row.key: self._links[row.pk] for row in self._statements if row.pk in self._links
        }
        self.anchors = {
            **{key: link.anchor for key, link in self.places.items()},
            **dict.fromkeys(
                (place for place in findings if place.startswith("algorithm/")), "algorithm"
            ),
        }
        self.affected: tuple[ChangeNote, ...] = distinct(
            note for notes in self._notes.values() for note in notes
        )

    @staticmethod
    def _read_statements(version: ArticleVersion) -> list[Statement]:
        sources = with_sources(RecommendationVersion.objects.all())
        citations = Citation.objects.order_by("ordinal").prefetch_related(
            Prefetch("recommendation_version", queryset=sources)
        )
        rows = (
            Statement.objects.filter(version=version)
            .select_related("difference")
            .order_by("ordinal")
            .prefetch_related(Prefetch("citations", queryset=citations))
        )
        return list(rows)

    def _read_notes(self, version: ArticleVersion) -> dict[int, tuple[ChangeNote, ...]]:
        """What changed in the evidence of each marked statement, by its id."""
        marks: dict[int, set[int]] = defaultdict(set)
        rows = StatementMark.objects.filter(statement__version=version)
        for statement, change in rows.values_list("statement", "change"):
            marks[statement].add(change)
        marked = [row for row in self._statements if row.pk in marks]
        cited = {
            row.pk: [cite.recommendation_version_id for cite in row.citations.all()]
            for row in marked
        }
        found = changes_of([pk for ids in cited.values() for pk in ids]) if marked else {}
        return {
            row.pk: distinct(
                replace(note, checked_on=self._checked.get(note.change_id))
                for pk in cited[row.pk]
                for note in found.get(pk, ())
                if note.change_id in marks[row.pk]
            )
            for row in marked
        }

    def _cite(self, statement: Statement, place: str) -> tuple[CitationView, ...]:
        cited = [citation.recommendation_version for citation in statement.citations.all()]
        return self._list.cite(cited, place=place)

    def _brief(self) -> StatementView | None:
        for row in self._statements:
            if row.role == StatementRole.BRIEF:
                link = BasisLink(number=BRIEF_PLACE, anchor="brief")
                self._links[row.pk] = link
                return self._view(row, number="", anchor=link.anchor, place=BRIEF_PLACE)
        return None

    def _view(self, row: Statement, *, number: str, anchor: str, place: str) -> StatementView:
        citations = self._cite(row, place)
        children: list[StatementView] = []
        for child in self._statements:
            if child.parent_id == row.pk:
                below = f"{anchor}-{len(children) + 1}"
                self._links[child.pk] = BasisLink(number=number, anchor=below)
                children.append(self._view(child, number="", anchor=below, place=place))
        return StatementView(
            number=number,
            anchor=anchor,
            text=row.at(self._level),
            note=(row.note or {}).get(self._level.value, ""),
            citations=citations,
            children=tuple(children),
            affected=self._notes.get(row.pk, ()),
            findings=self._findings.get(row.key, ()),
            key=row.key,
        )

    def _section(self, number: int, section: Section) -> SectionView:
        rows = [
            row
            for row in self._statements
            if row.section_id == section.pk and row.parent_id is None
        ]
        views = []
        for place, row in enumerate(rows, start=1):
            link = BasisLink(number=f"{number}.{place}", anchor=f"s{number}-{place}")
            self._links[row.pk] = link
            views.append(self._view(row, number=link.number, anchor=link.anchor, place=link.number))
        return SectionView(
            anchor=section.key,
            heading=section.at(self._level),
            statements=tuple(views),
            differences=self._differences(number, section),
        )

    def _differences(self, number: int, section: Section) -> tuple[DifferenceView, ...]:
        found: dict[int, tuple[Difference, list[PositionView]]] = {}
        for row in self._statements:
            difference = row.difference
            if difference is None or difference.section_id != section.pk:
                continue
            anchor = f"d{number}-{difference.ordinal}"
            self._links[row.pk] = BasisLink(number=f"{number}, sources differ", anchor=anchor)
            _, positions = found.setdefault(difference.pk, (difference, []))
            positions.append(
                PositionView(
                    stance=row.stance,
                    stance_name=DIRECTION_NAMES[Direction(row.stance)],
                    text=row.at(self._level),
                    citations=self._cite(row, f"{number}, sources differ"),
                    affected=self._notes.get(row.pk, ()),
                    findings=self._findings.get(row.key, ()),
                    key=row.key,
                )
            )
        return tuple(
            DifferenceView(
                anchor=f"d{number}-{difference.ordinal}",
                title=difference.at(self._level),
                positions=tuple(positions),
                reconciliation=(difference.reconciliation or {}).get(self._level.value, ""),
                key=f"{section.key}-differs-{difference.ordinal}",
            )
            for difference, positions in found.values()
        )

    def _algorithm(self, version: ArticleVersion) -> tuple[StepView, ...]:
        bases = Prefetch("bases", queryset=StepBasis.objects.order_by("statement"))
        rows = list(version.steps.order_by("ordinal").prefetch_related(bases))
        steps = [row for row in rows if row.parent_id is None]
        return tuple(
            StepView(
                number=number,
                title=step.title[self._level.value],
                detail=step.detail[self._level.value],
                basis=self._basis(step),
                branches=tuple(
                    BranchView(
                        condition=branch.title[self._level.value],
                        action=branch.detail[self._level.value],
                        is_alert=branch.is_alert,
                        basis=self._basis(branch),
                        findings=self._findings.get(f"algorithm/{number}/{place}", ()),
                    )
                    for place, branch in enumerate(
                        (row for row in rows if row.parent_id == step.pk), start=1
                    )
                ),
                findings=self._findings.get(f"algorithm/{number}", ()),
            )
            for number, step in enumerate(steps, start=1)
        )

    def _basis(self, step: AlgorithmStep) -> tuple[BasisLink, ...]:
        return tuple(self._links[basis.statement_id] for basis in step.bases.all())

    def _profile(self) -> EvidenceProfile:
        kinds = Counter(reference.kind_name for reference in self.references)
        # Children of a cited statement stand under its citation.
        counted = [row for row in self._statements if row.parent_id is None]
        return EvidenceProfile(
            statements=len(counted),
            cited=sum(bool(row.citations.all()) for row in counted),
            by_kind=tuple(kinds.most_common()),
            differences=sum(len(section.differences) for section in self.sections),
        )
