"""The questions of one asker, with what has become of their answers. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from apps.guidelines.paging import Place, take_page
from apps.qa.domain.outcome import Outcome
from apps.qa.models import Answer, AnswerMark, Question
from apps.qa.policies import hash_visitor
from apps.qa.reception import Notice, NoticeKind
from core.actors import Actor


@dataclass(frozen=True, slots=True)
class MyQuestion:
    """`outcome` is empty until there is an answer; `article` is the question of its article."""

    url: str
    text: str
    status: str
    outcome: str
    asked_at: datetime
    article: str
    is_follow_up: bool
    is_affected: bool
    is_now_covered: bool


@dataclass(frozen=True, slots=True)
class MyQuestions:
    items: tuple[MyQuestion, ...]
    place: Place


def my_questions(page: int, *, actor: Actor) -> MyQuestions:
    """What this person or browser asked, newest first. Two queries; none for who never asked."""
    answers = Answer.objects.filter(question=OuterRef("pk"))
    marks = AnswerMark.objects.filter(answer__question=OuterRef("pk"))
    covered = Notice.objects.filter(question=OuterRef("pk"), kind=NoticeKind.NOW_COVERED)
    rows = (
        asked_by(actor)
        .select_related("article_version")
        .annotate(
            outcome=Subquery(answers.values("outcome")[:1]),
            is_affected=Exists(marks),
            is_now_covered=Exists(covered),
        )
        .order_by("-id")
    )
    found, place = take_page(rows, page)
    return MyQuestions(tuple(map(_item, found)), place)


def asked_by(actor: Actor) -> QuerySet[Question]:
    """The questions that this actor may read."""
    theirs = Q(pk__in=[])
    if actor.is_person:
        theirs |= Q(asker=actor.id)
    if actor.visitor:
        theirs |= Q(visitor_sha256=hash_visitor(actor.visitor))
    return Question.objects.filter(theirs)


def _item(row: Question) -> MyQuestion:
    facts = vars(row)
    outcome = facts["outcome"] or ""
    return MyQuestion(
        url=reverse("question", args=[row.public_id]),
        text=row.text,
        status=row.status,
        outcome=Outcome.EMERGENCY if row.emergencies and outcome else outcome,
        asked_at=row.created_at,
        article=row.article_version.question if row.article_version else "",
        is_follow_up=row.follows_id is not None,
        is_affected=facts["is_affected"],
        is_now_covered=facts["is_now_covered"],
    )
