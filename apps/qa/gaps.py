"""What the store lacked when it was asked, for its curators (settings.GAPS). Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from apps.guidelines.citing import shown_statement
from apps.guidelines.gaps import Gap, GapList, NearestRecord
from apps.guidelines.paging import PAGE_SIZE, Place
from apps.qa.domain.outcome import Outcome
from apps.qa.models import Answer, Sentence, SentenceRole


def questions_not_covered(page: int = 1) -> GapList:
    """Answers by what they lacked, most asked first. Three queries.

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
            latest=Max("pk"),
        )
        .order_by("-asked", "-last_asked_at", "missing")
    )
    place = Place(page, groups.count())
    rows = list(groups[place.start : place.start + PAGE_SIZE])
    nearest = _nearest([row["latest"] for row in rows])
    return GapList(
        items=tuple(
            Gap(
                missing=row["missing"],
                asked=row["asked"],
                partly=row["partly"],
                first_asked_at=row["first_asked_at"],
                last_asked_at=row["last_asked_at"],
                nearest=tuple(nearest[row["latest"]]),
            )
            for row in rows
        ),
        place=place,
    )


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
