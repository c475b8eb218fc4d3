"""An article version as the gate reads it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership
from apps.articles.domain.disclaimer import disclaimer_at
from apps.articles.domain.gate.article import Article, DifferenceBox, Passage, Record, Step
from apps.articles.gate_records import read_record, with_record_parts
from apps.articles.house_texts import own_disclaimer
from apps.articles.models import (
    AlgorithmStep,
    ArticleVersion,
    Citation,
    Difference,
    Section,
    Statement,
    StepBasis,
    UnresolvedCitation,
)
from apps.articles.models.content import StatementRole
from apps.guidelines.models import RecommendationVersion
from core.clock import now
from core.levels import Level
from core.tenancy.scope import current_tenant_id


def read_article(version: ArticleVersion, *, needed: int) -> Article:
    """The whole version. Fourteen queries, whatever its length."""
    rows = _read_statements(version)
    sections = list(Section.objects.filter(version=version).order_by("ordinal"))
    differences = list(Difference.objects.filter(version=version).order_by("section", "ordinal"))
    own = own_disclaimer()
    return Article(
        question=version.question,
        heading=version.heading,
        topic=version.topic,
        keywords=tuple(version.keywords),
        passages=_passages(rows, sections, differences),
        steps=_steps(version),
        differences=tuple(_box(row, rows) for row in differences),
        red_flags=tuple(
            text
            for row in version.red_flags.order_by("ordinal")
            for text in dict.fromkeys(row.wording().values())
        ),
        disclaimers={level: disclaimer_at(level, own) for level in Level},
        reviewers=_count_reviewers(version),
        needed=needed,
        today=now().date(),
        review_due_on=version.review_due_on,
    )


def _read_statements(version: ArticleVersion) -> list[Statement]:
    cited = Prefetch(
        "recommendation_version", queryset=with_record_parts(RecommendationVersion.objects.all())
    )
    return list(
        Statement.objects.filter(version=version)
        .order_by("ordinal", "pk")
        .prefetch_related(
            Prefetch(
                "citations", queryset=Citation.objects.order_by("ordinal").prefetch_related(cited)
            ),
            Prefetch(
                "unresolved_citations", queryset=UnresolvedCitation.objects.order_by("ordinal")
            ),
        )
    )


def _passages(
    rows: Sequence[Statement], sections: Sequence[Section], differences: Sequence[Difference]
) -> tuple[Passage, ...]:
    """In the order of the page, labelled with its numbers."""
    records: dict[int, Record] = {}
    keys = {row.pk: row.key for row in rows}
    labels = _labels(rows, sections, differences)
    return tuple(
        Passage(
            key=row.key,
            label=label,
            role=row.role,
            wording={level: row.at(level) for level in Level},
            cites=tuple(
                records.setdefault(
                    cite.recommendation_version_id, read_record(cite.recommendation_version)
                )
                for cite in row.citations.all()
            ),
            unresolved=tuple(marker.name for marker in row.unresolved_citations.all()),
            note=(row.note or {}).get(Level.CLINICIAN.value, ""),
            parent=keys.get(row.parent_id or 0, ""),
            stance=row.stance,
        )
        for row, label in labels
    )


def _labels(
    rows: Sequence[Statement], sections: Sequence[Section], differences: Sequence[Difference]
) -> list[tuple[Statement, str]]:
    found = [(row, "In brief") for row in rows if row.role == StatementRole.BRIEF]
    for number, section in enumerate(sections, start=1):
        tops = [row for row in rows if row.section_id == section.pk and row.parent_id is None]
        for place, row in enumerate(tops, start=1):
            points = [child for child in rows if child.parent_id == row.pk]
            found += [
                (row, f"Statement {number}.{place}"),
                *(
                    (child, f"Statement {number}.{place}, point {point},")
                    for point, child in enumerate(points, start=1)
                ),
            ]
        found += [
            (row, f"A position of “{box.clinician}”")
            for box in differences
            if box.section_id == section.pk
            for row in rows
            if row.difference_id == box.pk
        ]
    return found


def _box(difference: Difference, rows: Iterable[Statement]) -> DifferenceBox:
    said = (difference.reconciliation or {}).values()
    return DifferenceBox(
        title=difference.clinician,
        positions=tuple(row.key for row in rows if row.difference_id == difference.pk),
        is_reconciled=bool(said) and all(text.strip() for text in said),
    )


def _steps(version: ArticleVersion) -> tuple[Step, ...]:
    bases = Prefetch("bases", queryset=StepBasis.objects.select_related("statement"))
    rows = list(
        AlgorithmStep.objects.filter(version=version).order_by("ordinal").prefetch_related(bases)
    )
    found = []
    for number, row in enumerate((row for row in rows if row.parent_id is None), start=1):
        branches = [branch for branch in rows if branch.parent_id == row.pk]
        found.append(
            _step(row, f"algorithm/{number}", f"Step {number}", has_branches=bool(branches))
        )
        found += [
            _step(branch, f"algorithm/{number}/{place}", f"Step {number}, branch {place},")
            for place, branch in enumerate(branches, start=1)
        ]
    return tuple(found)


def _step(row: AlgorithmStep, place: str, label: str, *, has_branches: bool = False) -> Step:
    title, detail = row.title[Level.CLINICIAN.value], row.detail[Level.CLINICIAN.value]
    return Step(
        place=place,
        label=label,
        text=": ".join(filter(None, (title.rstrip(".:"), detail)))
        if row.parent_id
        else ". ".join(filter(None, (title.rstrip(".:"), detail))),
        basis=tuple(basis.statement.key for basis in row.bases.all()),
        is_branch=row.parent_id is not None,
        is_alert=row.is_alert,
        has_branches=has_branches,
    )


def _count_reviewers(version: ArticleVersion) -> int:
    members = Membership.objects.filter(
        tenant_id=current_tenant_id(), roles__contains=[Role.BOARD_MEMBER], user__is_active=True
    )
    return members.exclude(user__in=[version.author_id, version.last_editor_id]).count()
