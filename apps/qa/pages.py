"""What a question's page, its fragment and the API show of a question and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.guidelines.citing import Citation, Reference
from apps.guidelines.conflicts import Settlement
from apps.guidelines.domain.grading import Grade
from apps.guidelines.evidence import ChangeNote
from apps.qa.domain.outcome import Outcome
from apps.qa.reception import Verdict
from core.levels import Level

# As an asker chooses, kindest first.
VERDICTS: Final = tuple((value, str(name)) for value, name in reversed(Verdict.choices))


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What whoever asked said of a sentence: `verdict` is helpful, wrong or unsafe."""

    verdict: str
    verdict_name: str
    note: str


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One cited sentence. `grade` is that of the recommendation it words;
    `anchor` its element id; `said` is the asker's feedback; `excluded` says for whom it does not
    hold.
    """

    anchor: str
    number: int
    text: str
    citations: tuple[Citation, ...]
    grade: Grade
    population: str
    safety: tuple[str, ...]
    affected: tuple[ChangeNote, ...] = ()
    is_reworded: bool = False
    said: FeedbackView | None = None
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """Sentences on one intervention."""

    heading: str
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Sources that differ: (stance name, stance, sentence) of each side.

    `settlement` is what is known of it now; the answer itself stays as it was given.
    """

    title: str
    sides: tuple[tuple[str, str, SentenceView], ...]
    settlement: Settlement | None


@dataclass(frozen=True, slots=True)
class Nearby:
    """Something that is covered, near what was asked; `question` is what it would answer."""

    text: str
    url: str
    question: str


@dataclass(frozen=True, slots=True)
class NotCovered:
    covered_nearby: tuple[Nearby, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the answer was made of. `recommendations` are public ids of the versions used.

    `model` is the language model that worded the sentences with the numbers in `reworded` again, at
    the level that was asked for.
    """

    engine: str
    rules: str
    recommendations: tuple[str, ...]
    digest: str
    model: str = ""
    reworded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`summary` is the direct answer: one or two sentences, cited like the rest.

    `affected` is what changed in its evidence since it was given; `assumed` is what the question
    left open and was taken to mean. `withheld` names sources that may not be quoted.
    """

    outcome: str
    summary: tuple[SentenceView, ...]
    sections: tuple[AnswerSection, ...]
    conflicts: tuple[ConflictView, ...]
    not_covered: NotCovered | None
    references: tuple[Reference, ...]
    receipt: Receipt
    affected: tuple[ChangeNote, ...] = ()
    is_reworded: bool = False
    assumed: tuple[str, ...] = ()
    withheld: tuple[SentenceView, ...] = ()


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One step the question goes through: `status` is done, now or ahead."""

    name: str
    status: str


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """Another question of the same thread, and where it is."""

    text: str
    url: str
    asked_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Emergency:
    """Why somebody may need help now, and what to do until it comes."""

    id: str
    title: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonNeeded:
    """Why only a person can decide this, and whom to ask."""

    id: str
    title: str
    ask: str


@dataclass(frozen=True, slots=True)
class NowCovered:
    """The store has more of an answer since then; `question` is it asked again, or empty."""

    since: datetime
    question: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """`status` is queued, working, done or failed; `answer` is None until done.

    `masked` are the kinds of what was taken out of the text before it was kept. `outcome` is None
    until there is an answer.

    `thread` are the questions of its thread, oldest first, or empty where it is alone;
    `thread_id` is the id of the first of them, `follows` that of the one before, or empty.

    `live_token` opens the stream of progress hints; empty once nothing more will move.
    """

    id: str
    url: str
    text: str
    status: str
    level: Level
    article_question: str
    article_url: str
    asked_at: datetime
    answered_at: datetime | None
    trail: tuple[TrailStep, ...]
    answer: AnswerView | None
    red_flags: tuple[str, ...]
    emergencies: tuple[Emergency, ...]
    needs_person: tuple[PersonNeeded, ...]
    outcome: Outcome | None
    now_covered: NowCovered | None
    masked: tuple[str, ...]
    disclaimer: str
    emergency_number: str
    live_token: str
    thread_id: str
    follows: str
    thread: tuple[ThreadItem, ...]
    is_article_withdrawn: bool = False
    verdicts: tuple[tuple[str, str], ...] = VERDICTS
