"""Which guidelines of the store may go into a release, and why others may not. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.guidelines.domain.values import CLOSED, Redistribution
from apps.guidelines.models import Guideline, RecommendationVersion, SubscribedGuideline
from apps.guidelines.models.guideline import VersionStatus


class Bar(StrEnum):
    """What keeps a guideline at home."""

    PRIVATE = "private"
    WORDS = "words"
    BORROWED = "borrowed"


@dataclass(frozen=True, slots=True)
class ReleasableGuideline:
    """`recommendations` counts the active ones; `bar` is empty where nothing keeps it at home."""

    key: str
    title: str
    body: str
    topic: str
    recommendations: int
    bar: str


def releasable_guidelines(keys: Iterable[str] | None = None) -> tuple[ReleasableGuideline, ...]:
    """These guidelines of the store, or all of them, by topic and title. One query."""
    rows = _with_bars(Guideline.objects.select_related("body").order_by("topic", "title", "key"))
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    return tuple(
        ReleasableGuideline(
            key=row.key,
            title=row.title,
            body=row.body.short_name,
            topic=row.topic,
            recommendations=vars(row)["active"],
            bar=_bar(row),
        )
        for row in rows
    )


def _with_bars(rows: QuerySet[Guideline]) -> QuerySet[Guideline]:
    verbatim = RecommendationVersion.objects.filter(
        guideline_version__guideline=OuterRef("pk"), verbatim=True
    )
    borrowed = SubscribedGuideline.objects.filter(guideline=OuterRef("pk"))
    active = Q(versions__recommendation_versions__status=VersionStatus.ACTIVE)
    return rows.annotate(
        has_their_words=Exists(verbatim),
        is_borrowed=Exists(borrowed),
        active=Count("versions__recommendation_versions", filter=active),
    )


def _bar(row: Guideline) -> str:
    facts = vars(row)
    if row.redistribution == Redistribution.TENANT_PRIVATE:
        return Bar.PRIVATE
    if row.redistribution in CLOSED and facts["has_their_words"]:
        return Bar.WORDS
    return Bar.BORROWED if facts["is_borrowed"] else ""
