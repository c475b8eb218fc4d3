"""What the store lacked when it was asked, for its curators (settings.GAPS, GAP). Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse

from apps.guidelines.citing import shown_statement
from apps.guidelines.gaps import AskedQuestion, GapList, GapPage, NearestRecord
from apps.guidelines.gaps import Gap as GapView
from apps.guidelines.paging import PAGE_SIZE, Place
from apps.qa.coverage import Gap, GapQuestion, GapState
from apps.qa.domain.outcome import Outcome
from apps.qa.models import Answer, Sentence, SentenceRole
from core.errors import NotFound

MOST_QUESTIONS: Final = 50


def find_gaps(state: str = GapState.OPEN, page: int = 1) -> GapList:
    """The gaps in one state, or all of them for "", most asked first. Three queries."""
    rows = _counted(Gap.objects.filter(state=state) if state else Gap.objects.all())
    place = Place(page, rows.count())
    shown = list(
        rows.order_by("-asked", "-last_asked_at", "pk")[place.start : place.start + PAGE_SIZE]
    )
    nearest = _nearest([row.latest for row in shown])
    return GapList(items=tuple(_view(row, nearest) for row in shown), place=place)


def gap_page(public_id: uuid.UUID) -> GapPage:
    """One gap with its newest questions. Four queries. Raises `NotFound`.

    The questions are shown as they were kept, without names and without who asked.
    """
    row = _counted(Gap.objects.filter(public_id=public_id)).first()
    if row is None:
        raise NotFound("There is no such gap")
    return GapPage(
        gap=_view(row, _nearest([row.latest])),
        questions=tuple(_questions(row)),
        tried_at=row.tried_at,
        filled_at=row.filled_at,
        dismissed_by=row.dismissed_by_name,
        reason=row.reason,
    )


def _counted(rows: QuerySet[Gap]) -> QuerySet[Any]:
    partly = Q(questions__question__answers__outcome=Outcome.PARTLY_ANSWERED)
    return rows.annotate(
        asked=Count("questions"),
        partly=Count("questions", filter=partly),
        waiting=Count("questions", filter=Q(questions__covered_at=None)),
        first_asked_at=Min("questions__question__created_at"),
        last_asked_at=Max("questions__question__created_at"),
        latest=Max("questions__question__answers"),
    )


def _view(row: Any, nearest: dict[int, list[NearestRecord]]) -> GapView:
    return GapView(
        id=str(row.public_id),
        missing=row.missing,
        state=row.state,
        asked=row.asked,
        partly=row.partly,
        waiting=row.waiting,
        first_asked_at=row.first_asked_at,
        last_asked_at=row.last_asked_at,
        nearest=tuple(nearest[row.latest]),
    )


def _questions(gap: Gap) -> list[AskedQuestion]:
    rows = GapQuestion.objects.filter(gap=gap).select_related("question")
    newest = list(rows.order_by("-question__created_at", "-pk")[:MOST_QUESTIONS])
    answers = {
        answer.question_id: answer
        for answer in Answer.objects.filter(question__in=[row.question_id for row in newest])
    }
    return [
        AskedQuestion(
            text=row.question.text,
            missing=answers[row.question_id].missing,
            asked_at=row.question.created_at,
            is_partly_answered=answers[row.question_id].outcome == Outcome.PARTLY_ANSWERED,
            covered_at=row.covered_at,
        )
        for row in newest
    ]


def _nearest(answers: Collection[int]) -> dict[int, list[NearestRecord]]:
    """What each answer named as covered nearby. One query."""
    rows = Sentence.objects.filter(role=SentenceRole.NEARBY, answer__in=answers).select_related(
        "recommendation_version__guideline_version__guideline"
    )
    found: dict[int, list[NearestRecord]] = defaultdict(list)
    for row in rows.order_by("answer", "ordinal"):
        record = row.recommendation_version
        url = reverse("recommendation", args=[record.public_id])
        found[row.answer_id].append(NearestRecord(shown_statement(record), url))
    return found
