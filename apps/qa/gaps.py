"""What the store lacked when it was asked, for its curators (settings.GAPS). Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from django.db.models import Count, F, Max, Min, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from apps.guidelines.citing import shown_statement
from apps.guidelines.gaps import Gap, GapList, NearestRecord
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.paging import PAGE_SIZE, Place
from apps.qa.domain.outcome import Outcome
from apps.qa.models import Answer, Sentence, SentenceRole

NEAREST: Final = 3


def questions_not_covered(page: int = 1) -> GapList:
    """Answers by what they lacked, most asked first. Four queries.

    Only the sentence on what is missing: the question is for whoever asked it.
    """
    groups = (
        Answer.objects.exclude(outcome=Outcome.ANSWERED)
        .values("missing")
        .annotate(
            asked=Count("pk"),
            partly=Count("pk", filter=Q(outcome=Outcome.PARTLY_ANSWERED)),
            first_asked_at=Min("question__created_at"),
            last_asked_at=Max("question__created_at"),
        )
        .order_by("-asked", "-last_asked_at", "missing")
    )
    place = Place(page, groups.count())
    rows = list(groups[place.start : place.start + PAGE_SIZE])
    nearest = _nearest([row["missing"] for row in rows])
    return GapList(
        items=tuple(Gap(**row, nearest=tuple(nearest[row["missing"]])) for row in rows),
        place=place,
    )


def _nearest(missing: Collection[str]) -> dict[str, list[NearestRecord]]:
    """Of each, the records that were most often named as covered nearby. Two queries."""
    counted = (
        Sentence.objects.filter(role=SentenceRole.NEARBY, answer__missing__in=missing)
        .values("answer__missing", "recommendation_version")
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("answer__missing"),
                order_by=(Count("pk").desc(), F("recommendation_version")),
            )
        )
        .filter(place__lte=NEAREST)
        .order_by("answer__missing", "place")
        .values_list("answer__missing", "recommendation_version")
    )
    named = list(counted)
    records = RecommendationVersion.objects.select_related("guideline_version__guideline").in_bulk(
        {pk for _, pk in named}
    )
    found: dict[str, list[NearestRecord]] = defaultdict(list)
    for sentence, pk in named:
        row = records[pk]
        url = reverse("recommendation", args=[row.public_id])
        found[sentence].append(NearestRecord(shown_statement(row), url))
    return found
