"""What askers said of sentences, for those who look after them. Reads only."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, IntegerField, Value, When
from django.urls import reverse

from apps.guidelines.evidence import name_of
from apps.guidelines.paging import Place, take_page
from apps.qa.models import Question
from apps.qa.policies import can_look_at_feedback
from apps.qa.reception import Feedback, Verdict
from core.actors import Actor
from core.clock import now
from core.errors import NotFound, NotPermitted
from core.queue.models import WorkStatus


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """`counts` are what askers said of sentences that word the same record: (verdict, how often).

    The question is for whoever asked it, so it is not here.
    """

    url: str
    verdict: str
    verdict_name: str
    note: str
    given_at: datetime
    sentence: str
    record_name: str
    record_url: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FeedbackList:
    items: tuple[FeedbackItem, ...]
    place: Place
    helpful: int
    failed: int


_LATELY: Final = timedelta(days=1)
_WORST_FIRST = Case(
    *(When(verdict=verdict, then=Value(place)) for place, verdict in enumerate(Verdict)),
    output_field=IntegerField(),
)


def feedback_to_look_at(page: int, *, actor: Actor) -> FeedbackList:
    """What nobody has looked at, unsafe first, then wrong, newest first. Five queries.

    Raises `NotPermitted`. What was found helpful is only counted, and so are questions that could
    not be answered and were last tried within a day.
    """
    _refuse_others(actor)
    rows = (
        Feedback.objects.filter(looked_at__isnull=True)
        .exclude(verdict=Verdict.HELPFUL)
        .select_related(
            "sentence__recommendation_version__recommendation",
            "sentence__recommendation_version__guideline_version__guideline",
        )
        .order_by(_WORST_FIRST, "-given_at", "-id")
    )
    found, place = take_page(rows, page)
    counts = _counts([row.sentence.recommendation_version_id for row in found])
    return FeedbackList(
        items=tuple(_item(row, counts) for row in found),
        place=place,
        helpful=Feedback.objects.filter(verdict=Verdict.HELPFUL).count(),
        failed=Question.objects.filter(
            status=WorkStatus.FAILED, enqueued_at__gte=now() - _LATELY
        ).count(),
    )


def get_feedback(public_id: uuid.UUID, *, actor: Actor) -> Feedback:
    """Raises `NotPermitted`, and `NotFound`."""
    _refuse_others(actor)
    found = Feedback.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such feedback")
    return found


def _refuse_others(actor: Actor) -> None:
    if not can_look_at_feedback(actor):
        raise NotPermitted("This page is for reviewers and curators")


def _counts(version_ids: Collection[int]) -> dict[int, Counter[str]]:
    rows = Feedback.objects.filter(sentence__recommendation_version__in=version_ids)
    counted = rows.values_list("sentence__recommendation_version", "verdict")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for version_id, verdict, number in counted.annotate(Count("pk")):
        found[version_id][verdict] = number
    return found


def _item(row: Feedback, counts: dict[int, Counter[str]]) -> FeedbackItem:
    version = row.sentence.recommendation_version
    counted = counts[version.pk]
    return FeedbackItem(
        url=reverse("feedback_looked_at", args=[row.public_id]),
        verdict=row.verdict,
        verdict_name=row.get_verdict_display(),
        note=row.note,
        given_at=row.given_at,
        sentence=row.sentence.clinician,
        record_name=name_of(version),
        record_url=reverse("recommendation", args=[version.public_id]),
        counts=tuple((str(Verdict(name).label), counted[name]) for name in Verdict),
    )
