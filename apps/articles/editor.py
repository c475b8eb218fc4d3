"""A draft as its authors edit it. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.articles.drafts import base_of, has_own_address, name_of, order_of
from apps.articles.editor_pages import (
    CitedHere,
    DifferenceEdit,
    EditorPage,
    FlagEdit,
    Handle,
    MarkerHere,
    RemovedView,
    SectionEdit,
    StatementEdit,
    StepEdit,
)
from apps.articles.gate import by_place, gate_report
from apps.articles.models import (
    AlgorithmStep,
    ArticleVersion,
    Citation,
    Difference,
    RemovedPart,
    Section,
    Statement,
    StepBasis,
    UnresolvedCitation,
)
from apps.articles.models.content import StatementRole
from apps.articles.pages import FindingView
from apps.guidelines.citing import describe, with_sources
from apps.guidelines.models import RecommendationVersion
from core.actors import Actor
from core.levels import Level

Rows = Sequence[Any]


def editor_page(version: ArticleVersion, *, level: Level, actor: Actor) -> EditorPage:
    """Everything the editor shows of a draft, in seventeen queries at most."""
    gate = gate_report(version, actor=actor)
    content = _Draft(version, level, by_place(gate.findings))
    removed = RemovedPart.objects.filter(version=version).order_by("-removed_at", "-pk")
    return EditorPage(
        version_id=str(version.public_id),
        slug=version.article.slug,
        can_readdress=has_own_address(version),
        number=version.number,
        is_demonstration=version.article.is_demonstration,
        question=version.question,
        heading=version.heading,
        topic=version.topic,
        keywords=tuple(version.keywords),
        outline=_handle(version, [version]),
        author=version.author.name,
        last_editor=version.last_editor.name,
        updated_at=version.updated_at,
        level=level,
        brief=content.brief,
        red_flags=content.red_flags,
        sections=content.sections,
        algorithm=content.algorithm,
        gate=gate,
        placed_findings=tuple(
            (finding, content.anchors.get(finding.place, "")) for finding in gate.findings
        ),
        removed=tuple(
            RemovedView(row.pk, row.label, row.removed_by_name, row.removed_at) for row in removed
        ),
    )


def statement_choices(version: ArticleVersion) -> list[tuple[int, str, str]]:
    """Row, number and clinicians' text of each statement, in reading order. Three queries."""
    statements = list(Statement.objects.filter(version=version).order_by("ordinal", "pk"))
    sections = list(Section.objects.filter(version=version).order_by("ordinal"))
    differences = list(Difference.objects.filter(version=version).order_by("ordinal"))
    numbers = number_statements(statements, sections, differences)
    rows = {row.pk: row for row in statements}
    return [(pk, number, rows[pk].clinician) for pk, number in numbers.items()]


def number_statements(statements: Rows, sections: Rows, differences: Rows) -> dict[int, str]:
    """The number of each statement on the page, by its row, in reading order."""
    found = {row.pk: _("In brief") for row in statements if row.role == StatementRole.BRIEF}
    for number, section in enumerate(sections, start=1):
        tops = [row for row in statements if row.section_id == section.pk and not row.parent_id]
        for place, row in enumerate(tops, start=1):
            found[row.pk] = f"{number}.{place}"
            below = [child for child in statements if child.parent_id == row.pk]
            for point, child in enumerate(below, start=1):
                found[child.pk] = f"{number}.{place}.{point}"
        here = [row for row in differences if row.section_id == section.pk]
        for place, box in enumerate(here, start=1):
            sides = [row for row in statements if row.difference_id == box.pk]
            for side, row in enumerate(sides, start=1):
                found[row.pk] = _("%(section)s, difference %(place)s, position %(side)s") % {
                    "section": number,
                    "place": place,
                    "side": side,
                }
    return found


def _handle(row: Any, beside: Rows) -> Handle:
    """`beside` are its neighbours with itself, in order."""
    return Handle(
        name=str(name_of(row)),
        base=base_of(row),
        seen=order_of(beside),
        is_first=row == beside[0],
        is_last=row == beside[-1],
    )


class _Draft:
    """Reads the version once; every part then knows its neighbours."""

    def __init__(
        self,
        version: ArticleVersion,
        level: Level,
        findings: Mapping[str, tuple[FindingView, ...]],
    ) -> None:
        self._level = level
        self._findings = findings
        self._statements = _read_statements(version)
        sections = list(Section.objects.filter(version=version).order_by("ordinal"))
        self._differences = list(Difference.objects.filter(version=version).order_by("ordinal"))
        self._numbers = number_statements(self._statements, sections, self._differences)
        self.anchors: dict[str, str] = {row.key: f"{name_of(row)}" for row in self._statements}
        briefs = [row for row in self._statements if row.role == StatementRole.BRIEF]
        self.brief = self._statement(briefs[0], briefs) if briefs else None
        self.sections = tuple(
            self._section(number, row, sections) for number, row in enumerate(sections, start=1)
        )
        flags = list(version.red_flags.order_by("ordinal"))
        self.red_flags = tuple(
            FlagEdit(_handle(row, flags), row.at(level), is_worded(row, level)) for row in flags
        )
        self.algorithm = self._algorithm(version)

    def _section(self, number: int, section: Section, beside: Rows) -> SectionEdit:
        tops = [
            row
            for row in self._statements
            if row.section_id == section.pk and row.parent_id is None
        ]
        boxes = [row for row in self._differences if row.section_id == section.pk]
        handle = _handle(section, beside)
        return SectionEdit(
            handle=handle,
            anchor=handle.name,
            number=number,
            heading=section.at(self._level),
            is_own=is_worded(section, self._level),
            statements=tuple(self._statement(row, tops) for row in tops),
            differences=tuple(self._difference(row, boxes) for row in boxes),
        )

    def _difference(self, row: Difference, beside: Rows) -> DifferenceEdit:
        sides = [side for side in self._statements if side.difference_id == row.pk]
        handle = _handle(row, beside)
        return DifferenceEdit(
            handle=handle,
            anchor=handle.name,
            title=row.at(self._level),
            reconciliation=(row.reconciliation or {}).get(self._level.value, ""),
            is_own=is_worded(row, self._level),
            positions=tuple(self._statement(side, sides) for side in sides),
        )

    def _statement(self, row: Statement, beside: Rows) -> StatementEdit:
        points = [child for child in self._statements if child.parent_id == row.pk]
        handle = _handle(row, beside)
        citations = list(row.citations.all())
        return StatementEdit(
            handle=handle,
            key=row.key,
            anchor=handle.name,
            number=self._numbers[row.pk],
            text=row.at(self._level),
            note=(row.note or {}).get(self._level.value, ""),
            stance=row.stance,
            is_own=is_worded(row, self._level),
            cited=tuple(
                CitedHere(cite.pk, describe(cite.recommendation_version)) for cite in citations
            ),
            cited_seen=order_of(citations),
            markers=tuple(
                MarkerHere(marker.pk, marker.name) for marker in row.unresolved_citations.all()
            ),
            points=tuple(self._statement(point, points) for point in points),
            findings=self._findings.get(row.key, ()),
        )

    def _algorithm(self, version: ArticleVersion) -> tuple[StepEdit, ...]:
        bases = Prefetch("bases", queryset=StepBasis.objects.order_by("statement"))
        rows = list(version.steps.order_by("ordinal").prefetch_related(bases))
        steps = [row for row in rows if row.parent_id is None]
        found = []
        for number, step in enumerate(steps, start=1):
            below = [row for row in rows if row.parent_id == step.pk]
            branches = tuple(
                self._step(row, below, f"{number}.{place}")
                for place, row in enumerate(below, start=1)
            )
            found.append(self._step(step, steps, str(number), branches))
        return tuple(found)

    def _step(
        self, row: AlgorithmStep, beside: Rows, number: str, branches: tuple[StepEdit, ...] = ()
    ) -> StepEdit:
        handle = _handle(row, beside)
        place = f"algorithm/{number.replace('.', '/')}"
        self.anchors[place] = handle.name
        rests = {basis.statement_id for basis in row.bases.all()}
        return StepEdit(
            handle=handle,
            place=place,
            number=number,
            title=row.title[self._level.value],
            detail=row.detail[self._level.value],
            is_own=is_worded(row, self._level),
            is_alert=row.is_alert,
            basis=tuple(number for pk, number in self._numbers.items() if pk in rests),
            branches=branches,
            findings=self._findings.get(place, ()),
        )


def _read_statements(version: ArticleVersion) -> list[Statement]:
    sources = with_sources(RecommendationVersion.objects.all())
    citations = Citation.objects.order_by("ordinal", "pk").prefetch_related(
        Prefetch("recommendation_version", queryset=sources)
    )
    markers = UnresolvedCitation.objects.order_by("ordinal", "pk")
    return list(
        Statement.objects.filter(version=version)
        .order_by("ordinal", "pk")
        .prefetch_related(
            Prefetch("citations", queryset=citations),
            Prefetch("unresolved_citations", queryset=markers),
        )
    )


def value_of(row: Any, field: str, level: Level) -> str:
    """What a part says now in one field of its form, as a browser sends it."""
    if field == "slug":
        return str(row.article.slug)
    if field == "keywords":
        return ", ".join(row.keywords)
    if field == "is_alert":
        return "on" if row.is_alert else ""
    found = row.at(level) if field == "text" else getattr(row, field)
    if isinstance(found, Mapping):
        return str(found[level.value])
    return "" if found is None else str(found)


def is_worded(row: Any, level: Level) -> bool:
    """Whether the part has words of its own for this level."""
    if level is Level.CLINICIAN or isinstance(row, ArticleVersion):
        return True
    is_step = isinstance(row, AlgorithmStep)
    wordings = (row.title, row.detail) if is_step else (row.wording(),)
    return all(words[level.value] != words[Level.CLINICIAN.value] for words in wordings)
