"""Questions and answers as pages and the API show them. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db.models import Prefetch
from django.urls import reverse

from apps.accounts.models import Tenant
from apps.articles.domain.disclaimer import disclaimer_at
from apps.articles.house_texts import own_disclaimer
from apps.articles.models import ArticleVersion
from apps.articles.withdrawals import is_taken_back
from apps.guidelines.citing import ReferenceList, with_sources
from apps.guidelines.conflicts import settlements
from apps.guidelines.domain.grading import DIRECTION_NAMES, Direction
from apps.guidelines.evidence import ChangeNote, distinct
from apps.guidelines.models import RecommendationVersion
from apps.qa.domain.emergency import rule_book
from apps.qa.domain.needs_person import rule_book as decisions
from apps.qa.domain.outcome import Outcome, outcome_of
from apps.qa.evidence import notes_of
from apps.qa.models import Answer, Question, Sentence, SentenceRole
from apps.qa.pages import (
    AnswerSection,
    AnswerView,
    ConflictView,
    Emergency,
    FeedbackView,
    Nearby,
    NotCovered,
    NowCovered,
    PersonNeeded,
    QuestionPage,
    Receipt,
    SentenceView,
    TrailStep,
)
from apps.qa.policies import can_read_question
from apps.qa.threads import thread_items
from core.actors import Actor
from core.errors import NotFound, NotPermitted
from core.levels import Level
from core.live import make_token
from core.masking import Personal
from core.queue.models import WorkStatus

TRAIL: Final = (
    "Received and kept",
    "Searching the guideline store",
    "Checking every sentence",
    "Answer",
)
MASKED_NAMES: Final = {
    Personal.NAME: "a name",
    Personal.EMAIL: "an email address",
    Personal.PHONE: "a phone number",
    Personal.ADDRESS: "an address",
    Personal.RECORD_NUMBER: "a record number",
    Personal.BIRTH_DATE: "a date of birth",
    Personal.LINK: "a link",
}
# How many steps of the trail are done in each state; while working, the live hints say more.
_DONE: Final = {
    WorkStatus.QUEUED: 1,
    WorkStatus.WORKING: 2,
    WorkStatus.FAILED: 1,
    WorkStatus.DONE: 4,
}


def get_question(public_id: uuid.UUID, *, actor: Actor) -> Question:
    """One question of this actor. Raises `NotFound`, and `NotPermitted` for somebody else's."""
    question = (
        Question.objects.select_related("article_version__article", "follows")
        .filter(public_id=public_id)
        .first()
    )
    if question is None:
        raise NotFound("There is no such question")
    if not can_read_question(actor, question):
        raise NotPermitted("Only whoever asked a question can read it")
    return question


def question_page(question: Question, *, tenant: Tenant, level: Level, host: str) -> QuestionPage:
    """A question with its answer at one level. At most twelve queries once answered."""
    version, status = question.article_version, WorkStatus(question.status)
    is_moving = status in (WorkStatus.QUEUED, WorkStatus.WORKING)
    answer = answer_view(question, level) if status is WorkStatus.DONE else None
    is_withdrawn = version is not None and is_taken_back(version)
    return QuestionPage(
        id=str(question.public_id),
        url=reverse("question", args=[question.public_id]),
        text=question.text,
        status=status,
        level=level,
        article_question=version.question if version else "",
        article_url=reverse("article", args=[version.article.slug]) if version else "",
        asked_at=question.created_at,
        answered_at=question.answered_at,
        trail=_trail(status),
        answer=answer,
        red_flags=() if is_withdrawn else _red_flags(version, level),
        is_article_withdrawn=is_withdrawn,
        emergencies=_emergencies(question),
        needs_person=() if is_moving else _people(question),
        outcome=_outcome(question, answer),
        now_covered=_now_covered(question, answer),
        masked=tuple(MASKED_NAMES[Personal(kind)] for kind in question.masked),
        disclaimer=disclaimer_at(level, own_disclaimer()),
        emergency_number=tenant.emergency_number,
        live_token=make_token(tenant.pk, str(question.public_id), host=host) if is_moving else "",
        thread_id=str(question.thread or question.public_id),
        follows=str(question.follows.public_id) if question.follows else "",
        thread=thread_items(question),
    )


def _red_flags(version: ArticleVersion | None, level: Level) -> tuple[str, ...]:
    rows = version.red_flags.order_by("ordinal") if version else ()
    return tuple(row.at(level) for row in rows)


def _emergencies(question: Question) -> tuple[Emergency, ...]:
    return tuple(
        Emergency(rule.id, rule.title, rule.advice)
        for rule in rule_book().rules
        if rule.id in question.emergencies
    )


def _people(question: Question) -> tuple[PersonNeeded, ...]:
    return tuple(
        PersonNeeded(rule.id, rule.title, rule.ask)
        for rule in decisions().rules
        if rule.id in question.needs_person
    )


def _outcome(question: Question, answer: AnswerView | None) -> Outcome | None:
    if answer is None:
        return None
    return outcome_of(
        answer.outcome,
        is_emergency=bool(question.emergencies),
        needs_person=bool(question.needs_person),
    )


def _now_covered(question: Question, answer: AnswerView | None) -> NowCovered | None:
    """One query where the answer lacks something."""
    if answer is None or answer.not_covered is None:
        return None
    place = question.gaps.select_related("again").exclude(covered_at=None).first()
    if place is None or place.covered_at is None:
        return None
    return NowCovered(place.covered_at, str(place.again.public_id) if place.again else "")


def _trail(status: WorkStatus) -> tuple[TrailStep, ...]:
    done = _DONE[status]
    return tuple(
        TrailStep(name, "done" if place < done else "now" if place == done else "ahead")
        for place, name in enumerate(TRAIL)
    )


def answer_view(question: Question, level: Level) -> AnswerView:
    """The answer of a question that is done.

    Six queries, one more if it is marked, and one more if sources differ.
    """
    sources = with_sources(RecommendationVersion.objects.all())
    sentences = Sentence.objects.order_by("ordinal").prefetch_related(
        Prefetch("recommendation_version", queryset=sources), "feedback"
    )
    answer = Answer.objects.prefetch_related(Prefetch("sentences", queryset=sentences)).get(
        question=question
    )
    rows = list(answer.sentences.all())
    listing = ReferenceList()
    told = [row for row in rows if row.role != SentenceRole.NEARBY]
    notes = notes_of(answer, [row.recommendation_version_id for row in told])
    is_asked = level == question.level
    views = {
        row.pk: _sentence(row, number, _shown(row, level, is_asked=is_asked), listing, notes)
        for number, row in enumerate(told, start=1)
    }
    return AnswerView(
        outcome=answer.outcome,
        summary=tuple(views[row.pk] for row in told if row.role == SentenceRole.SUMMARY),
        sections=_sections([row for row in told if row.role == SentenceRole.STATEMENT], views),
        conflicts=_conflicts([row for row in told if row.role == SentenceRole.CONFLICT], views),
        not_covered=_not_covered(answer, rows, level),
        references=listing.references(),
        receipt=_receipt(answer, told),
        is_reworded=any(view.is_reworded for view in views.values()),
        affected=distinct(note for found in notes.values() for note in found),
        assumed=tuple(answer.assumed),
        withheld=tuple(views[row.pk] for row in told if row.role == SentenceRole.WITHHELD),
    )


def _receipt(answer: Answer, told: list[Sentence]) -> Receipt:
    used = dict.fromkeys(str(row.recommendation_version.public_id) for row in told)
    return Receipt(
        engine=answer.engine,
        rules=answer.rules,
        recommendations=tuple(used),
        digest=answer.digest,
        model=answer.model,
        reworded=tuple(number for number, row in enumerate(told, start=1) if row.reworded),
    )


def _shown(row: Sentence, level: Level, *, is_asked: bool) -> str:
    """A model's text is for the level that was asked for; elsewhere the store's own stands."""
    return row.reworded if row.reworded and is_asked else row.at(level)


def _sentence(
    row: Sentence,
    number: int,
    text: str,
    listing: ReferenceList,
    notes: dict[int, tuple[ChangeNote, ...]],
) -> SentenceView:
    record = row.recommendation_version
    return SentenceView(
        anchor=f"a{number}",
        number=number,
        text=text,
        citations=listing.cite([record], place=str(number)),
        grade=record.grade,
        population=record.population,
        safety=() if record.is_withheld else tuple(record.safety),
        excluded="" if record.is_withheld else record.excluded,
        affected=notes.get(record.pk, ()),
        is_reworded=bool(row.reworded) and text == row.reworded,
        said=_said(row),
    )


def _said(row: Sentence) -> FeedbackView | None:
    return next(
        (
            FeedbackView(given.verdict, given.get_verdict_display(), given.note)
            for given in row.feedback.all()
        ),
        None,
    )


def _sections(rows: list[Sentence], views: dict[int, SentenceView]) -> tuple[AnswerSection, ...]:
    groups: dict[str, list[SentenceView]] = {}
    for row in rows:
        groups.setdefault(row.heading, []).append(views[row.pk])
    return tuple(AnswerSection(heading, tuple(group)) for heading, group in groups.items())


def _conflicts(rows: list[Sentence], views: dict[int, SentenceView]) -> tuple[ConflictView, ...]:
    """One query where sources differ."""
    groups: dict[str, list[tuple[str, str, SentenceView]]] = defaultdict(list)
    members: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        record = row.recommendation_version
        direction = Direction(record.direction)
        groups[row.heading].append((DIRECTION_NAMES[direction], direction.value, views[row.pk]))
        members[row.heading].add(record.recommendation_id)
    settled = settlements(members) if groups else {}
    return tuple(
        ConflictView(title, tuple(sides), settled.get(title)) for title, sides in groups.items()
    )


def _not_covered(answer: Answer, rows: Iterable[Sentence], level: Level) -> NotCovered | None:
    if answer.outcome == Outcome.ANSWERED:
        return None
    nearby = tuple(
        Nearby(
            text=row.at(level),
            url=reverse("recommendation", args=[row.recommendation_version.public_id]),
            question=row.heading,
        )
        for row in rows
        if row.role == SentenceRole.NEARBY
    )
    return NotCovered(covered_nearby=nearby, missing=answer.missing)
