"""Making a draft from an article package."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.articles.domain.history import EventKind
from apps.articles.domain.package import (
    ArticlePackage,
    Cite,
    PackagedDifference,
    PackagedSection,
    PackagedStatement,
    PackagedStep,
)
from apps.articles.models import (
    AlgorithmStep,
    Article,
    ArticleVersion,
    Citation,
    Difference,
    RedFlag,
    Section,
    Statement,
    StepBasis,
    UnresolvedCitation,
)
from apps.articles.models.content import StatementRole
from apps.articles.policies import can_write
from apps.articles.services.run_gate import run_gate
from apps.articles.services.tell_history import tell_history
from apps.guidelines.models import Conflict, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotPermitted

_NONE: Final[Mapping[Cite, RecommendationVersion]] = MappingProxyType({})


@transaction.atomic
def import_article(*, package: ArticlePackage, author: User, actor: Actor) -> ArticleVersion:
    """A new draft version of the package's article, citing the active version of each record.

    A citation of what the store does not have stays as an unresolved marker, which the gate
    reports. Raises `NotPermitted`, and `InvalidInput` for a basis or conflict that does not
    resolve.
    """
    if not can_write(actor):
        raise NotPermitted("Only authors can bring in an article")
    version = write_article(package=package, author=author)
    run_gate(version)
    record(
        "articles.version.imported",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
        number=version.number,
    )
    tell_history(EventKind.DRAFTED, versions=[version], actor=actor)
    return version


def write_article(
    *, package: ArticlePackage, author: User, known: Mapping[Cite, RecommendationVersion] = _NONE
) -> ArticleVersion:
    """The draft alone, neither judged nor recorded. Raises `InvalidInput`.

    `known` are the records that are cited where none of that name is active.
    """
    article, _ = Article.objects.get_or_create(
        slug=package.slug, defaults={"is_demonstration": package.is_demonstration}
    )
    last = article.versions.aggregate(last=Max("number"))["last"] or 0
    version = ArticleVersion.objects.create(
        article=article, number=last + 1, author=author, last_editor=author, **package.facts
    )
    _Writer(version, {**known, **_active_recommendations()}).write(package)
    return version


def _active_recommendations() -> dict[Cite, RecommendationVersion]:
    rows = RecommendationVersion.objects.filter(status=VersionStatus.ACTIVE).select_related(
        "recommendation__guideline"
    )
    return {(row.recommendation.guideline.key, row.recommendation.key): row for row in rows}


class _Writer:
    """Writes the content of one version; keeps what is needed to resolve names."""

    def __init__(
        self, version: ArticleVersion, recommendations: dict[Cite, RecommendationVersion]
    ) -> None:
        self.version = version
        self.recommendations = recommendations
        self.statements: dict[str, Statement] = {}

    def write(self, package: ArticlePackage) -> None:
        if package.brief is not None:
            self._statement(package.brief, role=StatementRole.BRIEF, ordinal=0)
        for ordinal, section in enumerate(package.sections, start=1):
            self._section(section, ordinal)
        for ordinal, step in enumerate(package.algorithm, start=1):
            self._step(step, ordinal)
        RedFlag.objects.bulk_create(
            RedFlag(version=self.version, ordinal=ordinal, **wording)
            for ordinal, wording in enumerate(package.red_flags, start=1)
        )

    def _section(self, packaged: PackagedSection, ordinal: int) -> None:
        section = Section.objects.create(
            version=self.version, ordinal=ordinal, key=packaged.key, **packaged.heading
        )
        for place, statement in enumerate(packaged.statements, start=1):
            parent = self._statement(
                statement, role=StatementRole.STATEMENT, ordinal=place, section=section
            )
            for below, child in enumerate(statement.children, start=1):
                self._statement(
                    child,
                    role=StatementRole.STATEMENT,
                    ordinal=below,
                    section=section,
                    parent=parent,
                )
        for place, difference in enumerate(packaged.differences, start=1):
            self._difference(difference, section, place)

    def _difference(self, packaged: PackagedDifference, section: Section, ordinal: int) -> None:
        conflict = None
        if packaged.conflict:
            conflict = Conflict.objects.filter(key=packaged.conflict).first()
            if conflict is None:
                raise InvalidInput(f"There is no conflict {packaged.conflict!r} in the store")
        difference = Difference.objects.create(
            version=self.version,
            section=section,
            ordinal=ordinal,
            conflict=conflict,
            reconciliation=packaged.reconciliation,
            **packaged.title,
        )
        for place, position in enumerate(packaged.positions, start=1):
            self._statement(
                PackagedStatement(
                    key=position.key or f"{section.key}-differs-{ordinal}-{place}",
                    wording=position.wording,
                    cites=position.cites,
                ),
                role=StatementRole.POSITION,
                ordinal=place,
                difference=difference,
                stance=position.stance,
            )

    def _statement(
        self, packaged: PackagedStatement, *, role: StatementRole, ordinal: int, **place: object
    ) -> Statement:
        if packaged.key in self.statements:
            raise InvalidInput(f"Two statements have the key {packaged.key!r}")
        statement = Statement.objects.create(
            version=self.version,
            role=role,
            ordinal=ordinal,
            key=packaged.key,
            note=packaged.note,
            **packaged.wording,
            **place,
        )
        self.statements[packaged.key] = statement
        self._cite(statement, packaged.cites)
        return statement

    def _cite(self, statement: Statement, cites: tuple[Cite, ...]) -> None:
        found = [
            (order, cite, self.recommendations.get(cite)) for order, cite in enumerate(cites, 1)
        ]
        Citation.objects.bulk_create(
            Citation(statement=statement, recommendation_version=record, ordinal=order)
            for order, _, record in found
            if record is not None
        )
        UnresolvedCitation.objects.bulk_create(
            UnresolvedCitation(statement=statement, name="/".join(cite), ordinal=order)
            for order, cite, record in found
            if record is None
        )

    def _step(self, packaged: PackagedStep, ordinal: int) -> None:
        step = self._node(packaged.title, packaged.detail, packaged.basis, ordinal=ordinal)
        for place, branch in enumerate(packaged.branches, start=1):
            self._node(
                branch.condition,
                branch.action,
                branch.basis,
                ordinal=place,
                parent=step,
                is_alert=branch.is_alert,
            )

    def _node(
        self, title: dict[str, str], detail: dict[str, str], basis: tuple[str, ...], **place: object
    ) -> AlgorithmStep:
        step = AlgorithmStep.objects.create(
            version=self.version, title=title, detail=detail, **place
        )
        for key in basis:
            if key not in self.statements:
                raise InvalidInput(
                    f"A step rests on the statement {key!r}, which is not in the article"
                )
            StepBasis.objects.create(step=step, statement=self.statements[key])
        return step
