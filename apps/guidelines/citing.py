"""How a page or an answer shows what it rests on: citations with cards, and the reference list.

Built from recommendation versions in memory; `with_sources` fetches what is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db.models import Case, JSONField, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.guidelines.domain.grading import Grade
from apps.guidelines.domain.references import WORK_KIND_NAMES, Integrity, Numbering, WorkKind
from apps.guidelines.evidence import same_words_in_force
from apps.guidelines.models import RecommendationVersion, Work
from apps.guidelines.models.guideline import VersionStatus

# Kept in answers, so in one language.
MAY_NOT_BE_QUOTED: Final = "This source may not be quoted here. Open the source to read it."


@dataclass(frozen=True, slots=True)
class CitedRecommendation:
    """One record behind a marker, as the card shows it.

    `status` is active, superseded, withdrawn or not_carried_forward. What a newer edition says
    word for word is active; `carried_forward_in` is that edition's label, else empty.
    """

    id: str
    url: str
    body: str
    locator: str
    statement: str
    population: str
    quote: str
    grade: Grade
    status: str
    published: str
    carried_forward_in: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker: the number of a work, and the records of it that are cited here."""

    number: int
    kind_name: str
    title: str
    venue: str
    recommendations: tuple[CitedRecommendation, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list.

    `status` is current, superseded, corrected, concern or retracted; `note` and `since` say more.
    """

    number: int
    kind: str
    kind_name: str
    authors: str
    title: str
    venue: str
    year: int | None
    doi: str
    pmid: str
    url: str
    status: str
    cited_in: tuple[str, ...]
    note: str = ""
    since: date | None = None


def with_sources(rows: QuerySet[RecommendationVersion]) -> QuerySet[RecommendationVersion]:
    """Fetch ratings, version, work and body along, and the newer edition that says the same.

    Two queries for any number of rows.
    """
    newer = same_words_in_force().values(
        found=JSONObject(id="public_id", edition="guideline_version__label")
    )
    is_old = When(status=VersionStatus.SUPERSEDED, then=Subquery(newer[:1]))
    return (
        rows.annotate(carried=Case(is_old, default=None, output_field=JSONField()))
        .select_related(
            "recommendation", "guideline_version__work", "guideline_version__guideline__body"
        )
        .prefetch_related("ratings")
    )


def carried_forward(version: RecommendationVersion) -> dict[str, str] | None:
    """`id` and `edition` of the active version that says the same (see `with_sources`)."""
    if version.status != VersionStatus.SUPERSEDED:
        return None
    found: dict[str, str] | None = getattr(version, "carried", None)
    return found


def standing_of(version: RecommendationVersion) -> str:
    """The status for whoever cites it: advice that a newer edition repeats is active."""
    return VersionStatus.ACTIVE.value if carried_forward(version) else version.status


@dataclass(slots=True)
class ReferenceList:
    """Collects citations in reading order and numbers their works. No queries of its own."""

    _numbering: Numbering = field(default_factory=Numbering)
    _works: dict[int, Work] = field(default_factory=dict)
    _superseded: set[int] = field(default_factory=set)

    def cite(
        self, versions: Iterable[RecommendationVersion], *, place: str
    ) -> tuple[Citation, ...]:
        """The markers of one statement, one for each work; `place` is its number on the page."""
        by_work: dict[int, list[RecommendationVersion]] = {}
        for version in versions:
            work = version.guideline_version.work
            self._works[work.pk] = work
            if standing_of(version) != VersionStatus.ACTIVE:
                self._superseded.add(work.pk)
            by_work.setdefault(work.pk, []).append(version)
        return tuple(
            self._citation(self._numbering.cite(work_id, place=place), cited)
            for work_id, cited in by_work.items()
        )

    @staticmethod
    def _citation(number: int, cited: list[RecommendationVersion]) -> Citation:
        work = cited[0].guideline_version.work
        return Citation(
            number=number,
            kind_name=WORK_KIND_NAMES[WorkKind(work.kind)],
            title=work.title,
            venue=venue_line(work),
            recommendations=tuple(map(describe, cited)),
        )

    def references(self) -> tuple[Reference, ...]:
        """The list, in order of first citation."""
        return tuple(
            self._reference(number, self._works[work_id], places)
            for number, work_id, places in self._numbering.in_order()
        )

    def _reference(self, number: int, work: Work, places: tuple[str, ...]) -> Reference:
        is_old = work.pk in self._superseded and work.integrity == Integrity.CURRENT
        status = Integrity.SUPERSEDED.value if is_old else work.integrity
        return replace(describe_work(work), number=number, status=status, cited_in=places)


def describe_work(work: Work) -> Reference:
    """A work without a number: what stands alone on a page."""
    return Reference(
        number=0,
        kind=work.kind,
        kind_name=WORK_KIND_NAMES[WorkKind(work.kind)],
        authors=", ".join(work.authors),
        title=work.title,
        venue=" ".join(
            part for part in (work.venue, work.volume and f"{work.volume}:{work.pages}") if part
        ),
        year=work.year,
        doi=work.doi,
        pmid=work.pmid,
        url=work.url,
        status=work.integrity,
        cited_in=(),
        note=work.integrity_note,
        since=work.integrity_since,
    )


def describe(version: RecommendationVersion) -> CitedRecommendation:
    """Reads guideline_version, its guideline and body, and ratings (see `with_sources`)."""
    edition = version.guideline_version
    carried = carried_forward(version)
    return CitedRecommendation(
        id=str(version.public_id),
        url=reverse("recommendation", args=[version.public_id]),
        body=edition.guideline.body.short_name,
        locator=version.locator,
        statement=shown_statement(version),
        population="" if version.is_withheld else version.population,
        quote=_quote(version),
        grade=version.grade,
        status=standing_of(version),
        published=published_text(edition),
        carried_forward_in=carried["edition"] if carried else "",
    )


def shown_statement(version: RecommendationVersion) -> str:
    """The statement, or why it is not shown: nothing of the words may leak where it is not."""
    if version.is_withheld:
        return str(_("The source does not allow its words to be shown here. Open the source."))
    return version.clinician


def quotable_wording(version: RecommendationVersion) -> dict[str, str]:
    """The words at each level, or that they may not be quoted. Reads the guideline."""
    if version.is_withheld:
        return dict.fromkeys(version.wording(), MAY_NOT_BE_QUOTED)
    return version.wording()


def _quote(version: RecommendationVersion) -> str:
    """The quotation, where the guideline's licence lets it be shown."""
    return "" if version.guideline_version.guideline.is_closed else version.quote


def published_text(edition: Any) -> str:
    """The date as precisely as it is known: 2010, September 2010 or 24 September 2010.

    Empty where the source gives none.
    """
    on = edition.published_on
    if on is None:
        return ""
    patterns = {"year": "%Y", "month": "%B %Y", "day": "%-d %B %Y"}
    return str(on.strftime(patterns[edition.published_precision]))


def venue_line(work: Work) -> str:
    return ", ".join(part for part in (work.venue, str(work.year or "")) if part)


def source_address(work: Work) -> str:
    """Where the work itself can be read, or empty."""
    return work.url or (f"https://doi.org/{work.doi}" if work.doi else "")
