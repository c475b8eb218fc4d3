"""What passes between the steps of answering: frozen, and free of the database."""

from __future__ import annotations

from dataclasses import dataclass

from apps.qa.domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Evidence:
    """One retrieved recommendation version, as far as choosing and ordering need it.

    Concept sets hold the narrower concepts' keys too where `closure` says so; `score` is BM25.
    """

    id: int
    public_id: str
    score: float
    kind: str
    direction: str
    strength: int | None
    certainty: int | None
    line: int | None
    conditions: frozenset[str]
    interventions: tuple[str, ...]
    comparators: frozenset[str]
    for_those_who_cannot_take: frozenset[str]
    intents: frozenset[str]
    acuity: str
    wording: tuple[tuple[str, str], ...]
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question was taken to mean.

    `asked_about` are the groups of concepts it names as treatment, test or drug, each a concept
    with all narrower ones; `conditions` likewise, from the question or else from its article;
    `excluded` is what the person cannot take; `unknown` are words of it that the store never uses.
    """

    asked_about: tuple[frozenset[str], ...]
    conditions: frozenset[str]
    conditions_from_question: bool
    excluded: frozenset[str]
    unknown: tuple[str, ...]
    names_something: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer: a role, a heading, and the one record it words."""

    role: str
    heading: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer before it is checked and kept."""

    outcome: Outcome
    claims: tuple[Claim, ...]
    missing: str
