"""What the store's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.guidelines.citing import CitedRecommendation, Reference
from apps.guidelines.conflicts import Settlement
from apps.guidelines.evidence import ChangeNote


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
class VersionView:
    label: str
    status: str
    published: str
    recommendations: tuple[CitedRecommendation, ...]


@dataclass(frozen=True, slots=True)
class GuidelinePage:
    title: str
    body: str
    body_name: str
    topic: str
    jurisdiction: str
    licence: str
    redistribution: str
    identifiers: tuple[tuple[str, str], ...]
    is_demonstration: bool
    reference: Reference
    versions: tuple[VersionView, ...]


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
class RecommendationPage:
    """One recommendation version and all that is recorded of it."""

    record: CitedRecommendation
    guideline_title: str
    guideline_url: str
    version: str
    topic: str
    student: str
    patient: str
    acuity: str
    interventions: tuple[str, ...]
    conditions: tuple[str, ...]
    remarks: str
    safety: tuple[str, ...]
    ratings: tuple[tuple[str, str, str], ...]
    drug_notes: tuple[DrugNote, ...]
    conflicts_with: tuple[CitedRecommendation, ...]
    conflict_title: str
    settlement: Settlement | None
    reference: Reference
    is_demonstration: bool
    content_sha256: str
    cited_by: tuple[tuple[str, str], ...]
    standing: Standing
