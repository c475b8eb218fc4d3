"""What passes between the steps of answering: frozen, and free of the database."""

from __future__ import annotations

from dataclasses import dataclass

from apps.qa.domain.outcome import Outcome
from apps.qa.domain.population import People


@dataclass(frozen=True, slots=True)
class Evidence:
    """One retrieved recommendation version, as far as choosing and ordering need it.

    `for_those_who_cannot_take` holds narrower concepts' keys too; `score` is BM25. `named` are
    those of the question's excluded concepts that the statement names. `published` is an ISO date,
    or empty. Where `is_withheld`, `wording` says that the words may not be quoted.
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
    people: People
    wording: tuple[tuple[str, str], ...]
    content_sha256: str
    named: frozenset[str] = frozenset()
    published: str = ""
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question was taken to mean.

    `asked_about` are the groups of concepts it names as treatment, test or drug, each a concept
    with all narrower ones; `conditions` likewise, from the question or else from its article;
    `excluded` is what the person cannot take, `wider` the classes right above that; `unknown` are
    words of the question that the store never uses.
    `people` and `intents` (screen, dose, safety …) are whom and what for it asks; `acuity` is that
    of the question, or else of its article. `topic` are the conditions as they were named, without
    narrower and broader ones. `is_elsewhere`: it is about something of which the store has nothing.
    `assumed` are sentences on what was read into the question.
    `is_near` is no longer of the question alone: whether what was found is near enough to it
    (enough.py).
    `subjects` are the names of all that it names.
    """

    asked_about: tuple[frozenset[str], ...]
    conditions: frozenset[str]
    excluded: frozenset[str]
    wider: frozenset[str]
    unknown: tuple[str, ...]
    names_something: bool
    people: People
    intents: frozenset[str]
    acuity: str = "any"
    topic: frozenset[str] = frozenset()
    is_elsewhere: bool = False
    is_english: bool = True
    assumed: tuple[str, ...] = ()
    is_near: bool = True
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer: a role, a heading, and the one record it words.

    `reworded` is a language model's text for it at the asker's level; empty where the record's own
    words stand.
    """

    role: str
    heading: str
    evidence: Evidence
    reworded: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer before it is checked and kept.

    `retrieved` are the ids of all records that were before the composer; `model` names the language
    model of the reworded claims, if there are any.
    `assumed` says what the question left open and was taken to mean.
    `missing` says what it lacks; questions that lack the same `subject` share a gap. `needs_person`
    are the rules by which only a person can decide.
    """

    outcome: Outcome
    claims: tuple[Claim, ...]
    missing: str
    retrieved: frozenset[int] = frozenset()
    model: str = ""
    assumed: tuple[str, ...] = ()
    subject: str = ""
    needs_person: tuple[str, ...] = ()
