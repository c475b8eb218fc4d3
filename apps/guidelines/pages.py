"""What the store's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.guidelines.citing import CitedRecommendation, Reference
from apps.guidelines.details import Details
from apps.guidelines.evidence import ChangeNote
from apps.guidelines.history import VersionLine
from apps.guidelines.relations import Relation, ShownConflict


@dataclass(frozen=True, slots=True)
class GuidelineItem:
    """One guideline in the list, with its active version."""

    url: str
    title: str
    body: str
    version: str
    published: str
    status: str
    recommendations: int


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic of the store: `number` is its place among all, `page` where it begins."""

    topic: str
    number: int
    guidelines: int
    page: int


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The guidelines of one topic that stand on this page."""

    line: TopicLine
    guidelines: tuple[GuidelineItem, ...]


@dataclass(frozen=True, slots=True)
class StorePage:
    """The store by topic. `index` lists every topic, `groups` those of this page."""

    index: tuple[TopicLine, ...]
    groups: tuple[TopicGroup, ...]
    guidelines: int
    recommendations: int
    page: int
    pages: int
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition of a guideline. `changes` says what it did to the recommendations, by kind.

    Dates that the source does not give are None or empty.
    """

    url: str
    label: str
    status: str
    published: str
    is_shown: bool
    recommendations: int
    changes: dict[str, int]
    evidence_searched_to: str
    effective_from: date | None
    effective_until: date | None
    last_reviewed_on: date | None
    review_due_on: date | None
    is_review_due: bool
    withdrawn_on: date | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class RecordSection:
    """Recommendations that follow each other under one heading, which may be empty."""

    heading: str
    records: tuple[CitedRecommendation, ...]


@dataclass(frozen=True, slots=True)
class GuidelinePage:
    """A guideline, one edition of it, and one page of that edition's recommendations."""

    title: str
    body: str
    body_name: str
    topic: str
    scope: str
    jurisdiction: str
    language: str
    url: str
    rights_holder: str
    licence: str
    redistribution: str
    is_living: bool
    review_interval_months: int | None
    identifiers: tuple[tuple[str, str], ...]
    is_demonstration: bool
    reference: Reference
    editions: tuple[EditionLine, ...]
    shown: EditionLine
    sections: tuple[RecordSection, ...]
    page: int
    pages: int
    json_ld: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DrugNote:
    """Market or label status of a drug the recommendation names. `is_past`: another one holds."""

    drug: str
    jurisdiction: str
    status: str
    since: str
    note: str
    source_title: str
    source_url: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a record. `carried_forward_in` names the edition that says the same."""

    status: str
    reason: str
    since: date | None
    carried_forward_in: str
    successor_url: str
    changes: tuple[ChangeNote, ...]

    @property
    def is_news(self) -> bool:
        """Whether a reader has to be told before anything else."""
        return self.status != "active" or bool(self.changes)


@dataclass(frozen=True, slots=True)
class CitingArticle:
    """An article that cites a record: `places` are its statements that do (name, address)."""

    title: str
    url: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rests:
    """What rests on a record: articles, and the number of answers."""

    articles: tuple[CitingArticle, ...] = ()
    answers: int = 0


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """One recommendation version and all that is recorded of it."""

    record: CitedRecommendation
    guideline_title: str
    guideline_url: str
    edition: EditionLine
    topic: str
    student: str
    patient: str
    acuity: str
    details: Details
    ratings: tuple[tuple[str, str, str], ...]
    licence: str
    redistribution: str
    is_withheld: bool
    drug_notes: tuple[DrugNote, ...]
    conflicts: tuple[ShownConflict, ...]
    relations: tuple[Relation, ...]
    history: tuple[VersionLine, ...]
    reference: Reference
    is_demonstration: bool
    content_sha256: str
    rests: Rests
    standing: Standing
    citation: str
    json_ld: dict[str, Any]
