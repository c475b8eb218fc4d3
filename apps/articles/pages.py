"""What the article page and the library show:
frozen shapes, ready for a template or a serializer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from apps.articles.domain.lifecycle import Banner, State, Step
from apps.guidelines.citing import Citation, Reference
from apps.guidelines.evidence import ChangeNote
from core.levels import Level


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding of the gate. `id` is its place in the list; a waived one has a name and reason.

    `place` is the key of a statement, "algorithm/2" for a step, or empty for the whole article.
    """

    id: int
    rule: str
    blocks: bool
    place: str
    message: str
    fingerprint: str
    reason: str
    waived_by: str
    waived_at: datetime | None
    can_waive: bool


@dataclass(frozen=True, slots=True)
class GateReport:
    """`findings` as far as whoever looks may see them; `is_insider` for authors and the board."""

    findings: tuple[FindingView, ...] = ()
    is_insider: bool = False

    @property
    def blocking(self) -> int:
        return sum(finding.blocks for finding in self.findings)

    @property
    def open_warnings(self) -> int:
        return sum(not finding.blocks and not finding.waived_by for finding in self.findings)


@dataclass(frozen=True, slots=True)
class StatementView:
    """`number` is "1.2", or "" for the brief, children and positions;
    `anchor` is its element id; `affected` what changed in its evidence since it was written;
    `key` its name in the article, through all versions.
    """

    number: str
    anchor: str
    text: str
    note: str
    citations: tuple[Citation, ...]
    children: tuple[StatementView, ...] = ()
    affected: tuple[ChangeNote, ...] = ()
    findings: tuple[FindingView, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class PositionView:
    """`stance` is for, against, either or none; `stance_name` its word."""

    stance: str
    stance_name: str
    text: str
    citations: tuple[Citation, ...]
    affected: tuple[ChangeNote, ...] = ()
    findings: tuple[FindingView, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """`reconciliation` is empty while no reviewer has settled it; `key` is that of its part."""

    anchor: str
    title: str
    positions: tuple[PositionView, ...]
    reconciliation: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class SectionView:
    anchor: str
    heading: str
    statements: tuple[StatementView, ...]
    differences: tuple[DifferenceView, ...]


@dataclass(frozen=True, slots=True)
class BasisLink:
    """A statement that a step rests on: its number and the anchor to jump to."""

    number: str
    anchor: str


@dataclass(frozen=True, slots=True)
class BranchView:
    condition: str
    action: str
    is_alert: bool
    basis: tuple[BasisLink, ...]
    findings: tuple[FindingView, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    number: int
    title: str
    detail: str
    basis: tuple[BasisLink, ...]
    branches: tuple[BranchView, ...]
    findings: tuple[FindingView, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody of the advisory board; `signed_at` is None while they have not signed this version.

    `url` is their page, empty where they have none.
    """

    name: str
    initials: str
    specialty: str
    signed_at: datetime | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dissent:
    """Who does not agree with a part (its key), and why; the advisory app supplies it
    (settings.DISSENTS).
    """

    part: str
    name: str
    specialty: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DissentView:
    """`number` and `anchor` are those of the statement, empty for another part."""

    number: str
    anchor: str
    dissent: Dissent


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """How far the board is with one version;
    the advisory app supplies it (settings.REVIEW_SUMMARIES). `still_holds` are changes of evidence
    that a member looked at and found to change nothing, with the day of that.
    """

    signed: int
    needed: int
    reviewers: tuple[Reviewer, ...]
    still_holds: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceProfile:
    statements: int
    cited: int
    by_kind: tuple[tuple[str, int], ...]
    differences: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything the article page shows at one level.

    `policy_number` is the version of the editorial policy that was in force at its approval, if
    any was. `newer_in_review` is the number of a version on its way to approval, or None;
    `is_newer_sent_back` says that the board asked for changes in it. `outdated_by` is what changed
    in the evidence since the board approved it. `report_url` is where an error is reported.
    """

    slug: str
    url: str
    version_id: str
    number: int
    state: State
    question: str
    heading: str
    topic: str
    keywords: tuple[str, ...]
    level: Level
    is_demonstration: bool
    author: str
    banner: Banner
    steps: tuple[tuple[Step, datetime | None], ...]
    signed: int
    needed: int
    reviewers: tuple[Reviewer, ...]
    dissents: tuple[DissentView, ...]
    updated_at: datetime
    last_reviewed_at: datetime | None
    policy_number: int | None
    review_due_on: date | None
    newer_in_review: int | None
    outdated_by: tuple[ChangeNote, ...]
    affected: tuple[ChangeNote, ...]
    is_indexable: bool
    brief: StatementView | None
    sections: tuple[SectionView, ...]
    algorithm: tuple[StepView, ...]
    red_flags: tuple[str, ...]
    references: tuple[Reference, ...]
    evidence: EvidenceProfile
    disclaimer: str
    emergency_number: str
    gate: GateReport = field(default_factory=GateReport)
    placed_findings: tuple[tuple[FindingView, str], ...] = ()
    is_newer_sent_back: bool = False
    report_url: str = ""


@dataclass(frozen=True, slots=True)
class LibraryItem:
    slug: str
    url: str
    question: str
    topic: str
    state: State
    badge: str
    tone: str
    updated_at: datetime
    is_demonstration: bool
