"""An article version and what the store has on its subject, as the gate's rules read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.meaning.terms import Terms
from core.levels import Level

# How a digest calls itself, whatever kind its entry claims.
_DIGEST: Final = re.compile(
    r"\bsummar(?:y|ies) of (?:\w+ )?guidelines?\b|\btopic overview\b|\bpractical summar|"
    r"\b(?:advisory|editorial) board\b|\bmedical insights\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A recommendation version. `text` is all that it says, `name` how a message calls it.

    `ages` in years, from (with) and to (without). `years` are all that it may be dated by.
    `effective` is its direction, or what its own words give where it is a plain statement.
    """

    id: int
    name: str
    body: str
    body_names: frozenset[str]
    body_label: str
    statement: str
    text: str
    kind: str
    direction: str
    effective: str
    strength: int | None
    title: str = ""
    is_in_house: bool = False
    work_kind: str = "guideline"
    published: int | None = None
    years: frozenset[int] = frozenset()
    status: str = "active"
    integrity: str = "current"
    has_locator: bool = True
    venue: str = ""
    acuity: str = "any"
    ages: tuple[float, float] = (0.0, 200.0)
    sex: str = "any"
    pregnancy: str = "any"
    conditions: frozenset[str] = frozenset()
    interventions: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    review_due_on: date | None = None

    @property
    def is_digest(self) -> bool:
        """A summary of evidence and no evidence: marked so, or by what it calls itself."""
        names = f"{self.title}. {self.venue}. {' '.join(sorted(self.body_names))}"
        return (
            self.is_in_house or self.work_kind == "in_house_summary" or bool(_DIGEST.search(names))
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """The brief, a statement, or a position of a difference. `label` is how a page numbers it.

    `unresolved` are markers that name nothing in the store.
    """

    key: str
    label: str
    role: str
    wording: Mapping[Level, str]
    cites: tuple[Record, ...] = ()
    unresolved: tuple[str, ...] = ()
    note: str = ""
    parent: str = ""
    stance: str = ""

    @property
    def text(self) -> str:
        return self.wording[Level.CLINICIAN]


@dataclass(frozen=True, slots=True)
class Step:
    """A step or a branch of one. `place` is "algorithm/2", or "algorithm/2/1" for a branch."""

    place: str
    label: str
    text: str
    basis: tuple[str, ...]
    is_branch: bool = False
    is_alert: bool = False
    has_branches: bool = False


@dataclass(frozen=True, slots=True)
class DifferenceBox:
    """`positions` are keys of passages."""

    title: str
    positions: tuple[str, ...]
    is_reconciled: bool


@dataclass(frozen=True, slots=True)
class StoreConflict:
    """Active records that point different ways, by their ids."""

    title: str
    sides: frozenset[int]


@dataclass(frozen=True, slots=True)
class DrugState:
    """A status of a drug that holds now in one jurisdiction."""

    drug: str
    name: str
    jurisdiction: str
    status: str
    since: str
    note: str


@dataclass(frozen=True, slots=True)
class OtherStatement:
    """A statement of another approved article of the same organisation."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Store:
    """What the organisation's store has on what the article names. `records` by id.

    `names` are terms by their proper names only, without lay words such as "bone drug"; `words`
    all words of names, small.
    """

    terms: Terms
    names: Terms
    lineage: Lineage
    records: Mapping[int, Record] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    conflicts: tuple[StoreConflict, ...] = ()
    drug_states: tuple[DrugState, ...] = ()
    bodies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    others: tuple[OtherStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One version. `reviewers` counts board members who neither wrote nor last edited it."""

    question: str
    heading: str
    topic: str
    keywords: tuple[str, ...]
    passages: tuple[Passage, ...]
    steps: tuple[Step, ...]
    differences: tuple[DifferenceBox, ...]
    red_flags: tuple[str, ...]
    disclaimers: Mapping[Level, str]
    reviewers: int
    needed: int
    today: date
    review_due_on: date | None = None

    @property
    def subject(self) -> str:
        """The words that say what the article is about."""
        return ". ".join((self.question, self.heading, self.topic, *self.keywords))
