"""What the editor shows: frozen shapes, ready for its templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.articles.pages import FindingView, GateReport
from apps.guidelines.citing import CitedRecommendation
from core.levels import Level


@dataclass(frozen=True, slots=True)
class Handle:
    """What a form on a part sends back: its name, the hash of what it says, and the hash of its
    neighbours in their order.
    """

    name: str
    base: str
    seen: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class CitedHere:
    """One citation of a statement; `id` is the citation's, not the record's."""

    id: int
    record: CitedRecommendation


@dataclass(frozen=True, slots=True)
class MarkerHere:
    """A citation of a draft that came in and names nothing in the store."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class StatementEdit:
    """The brief, a statement, a point below one, or a position, which has a `stance`.

    `is_own` is false while the level says what clinicians read. `key` names it to the gate.
    """

    handle: Handle
    key: str
    anchor: str
    number: str
    text: str
    note: str
    stance: str
    is_own: bool
    cited: tuple[CitedHere, ...]
    cited_seen: str
    markers: tuple[MarkerHere, ...]
    points: tuple[StatementEdit, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class DifferenceEdit:
    handle: Handle
    anchor: str
    title: str
    reconciliation: str
    is_own: bool
    positions: tuple[StatementEdit, ...]


@dataclass(frozen=True, slots=True)
class SectionEdit:
    handle: Handle
    anchor: str
    number: int
    heading: str
    is_own: bool
    statements: tuple[StatementEdit, ...]
    differences: tuple[DifferenceEdit, ...]


@dataclass(frozen=True, slots=True)
class StepEdit:
    """A step, or a branch, whose `title` is the condition and `detail` the action.

    `place` names it to the gate; `basis` are the numbers of the statements that it rests on.
    """

    handle: Handle
    place: str
    number: str
    title: str
    detail: str
    is_own: bool
    is_alert: bool
    basis: tuple[str, ...]
    branches: tuple[StepEdit, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class FlagEdit:
    handle: Handle
    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class RemovedView:
    id: int
    label: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EditorPage:
    """A draft at one level, each part with what its form sends back.

    `can_readdress` says whether its address may still change.
    """

    version_id: str
    slug: str
    can_readdress: bool
    number: int
    is_demonstration: bool
    question: str
    heading: str
    topic: str
    keywords: tuple[str, ...]
    outline: Handle
    author: str
    last_editor: str
    updated_at: datetime
    level: Level
    brief: StatementEdit | None
    red_flags: tuple[FlagEdit, ...]
    sections: tuple[SectionEdit, ...]
    algorithm: tuple[StepEdit, ...]
    gate: GateReport
    placed_findings: tuple[tuple[FindingView, str], ...]
    removed: tuple[RemovedView, ...]

    @property
    def section_choices(self) -> tuple[tuple[str, str], ...]:
        """Where a statement can move: parts with their headings."""
        return tuple((section.handle.name, section.heading) for section in self.sections)
