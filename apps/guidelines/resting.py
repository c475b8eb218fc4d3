"""What rests on recommendations: what a deed is going to touch, and what it has marked. Reads only.

Articles and answers lie above the store, so it asks them by name.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from apps.guidelines.models import EvidenceChange, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.models import Event


@dataclass(frozen=True, slots=True)
class RestingArticle:
    """One version of an article with the number of its statements that rest on them."""

    question: str
    url: str
    number: int
    state_name: str
    statements: int


@dataclass(frozen=True, slots=True)
class Resting:
    """`recommendations` without their older editions, which are touched along with them."""

    recommendations: int
    articles: tuple[RestingArticle, ...]
    answers: int

    @property
    def statements(self) -> int:
        return sum(article.statements for article in self.articles)


@dataclass(frozen=True, slots=True)
class Marked:
    """How many of each a change has marked."""

    statements: int
    answers: int
    tasks: int


def what_rests_on(version_ids: Iterable[int]) -> Resting:
    """What a change of these recommendation versions would mark. Three queries."""
    named = set(version_ids)
    touched = list(with_same_words(named).values_list("pk", flat=True))
    return Resting(
        recommendations=len(named),
        articles=import_string(settings.ARTICLES_RESTING_ON)(touched),
        answers=import_string(settings.ANSWERS_RESTING_ON)(touched),
    )


def count_answers_on(public_id: uuid.UUID) -> int:
    """Answers that rest on this very recommendation version. One query."""
    rows = RecommendationVersion.objects.filter(public_id=public_id)
    answers: int = import_string(settings.ANSWERS_RESTING_ON)(rows.values_list("pk", flat=True))
    return answers


def with_same_words(version_ids: Iterable[int]) -> QuerySet[RecommendationVersion]:
    """These and the superseded versions that say the same: who cites those relied on these."""
    same = RecommendationVersion.objects.filter(
        pk__in=version_ids,
        recommendation=OuterRef("recommendation"),
        content_sha256=OuterRef("content_sha256"),
    )
    return RecommendationVersion.objects.filter(
        Q(pk__in=version_ids) | Q(status=VersionStatus.SUPERSEDED) & Exists(same)
    )


def marked_by(change: EvidenceChange) -> Marked:
    """As the change told it when it happened. One query."""
    told = Event.objects.get(
        kind="guidelines.evidence.changed", subject_id=str(change.public_id)
    ).data
    return Marked(
        statements=told["mark_statements"],
        answers=told["mark_answers"],
        tasks=told["open_review_tasks"],
    )
