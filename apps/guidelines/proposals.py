"""Proposed successors as their pages show them: older and newer next to each other. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from apps.guidelines.citing import CitedRecommendation, describe, shown_statement, with_sources
from apps.guidelines.domain.successors import Likeness, likeness_of
from apps.guidelines.domain.values import Decision
from apps.guidelines.domain.word_difference import Run, word_difference
from apps.guidelines.models import RecommendationVersion, SuccessorProposal
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.paging import Place, take_page
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class ProposalItem:
    id: str
    guideline: str
    older: str
    newer: str
    likeness: Likeness
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalList:
    items: tuple[ProposalItem, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """`statement` and `population` are the words that stayed, went and came.

    `statement` is empty where a licence withholds one of the two.
    """

    id: str
    guideline: str
    guideline_url: str
    older: CitedRecommendation
    newer: CitedRecommendation
    statement: tuple[Run, ...]
    population: tuple[Run, ...]
    likeness: Likeness
    reasons: tuple[str, ...]
    decision: str
    decided_by: str
    decided_at: datetime | None


def proposals_page(page: int = 1) -> ProposalList:
    """Open ones, longest waiting first. Four queries."""
    rows, place = take_page(_open(), page)
    return ProposalList(_items(rows), place)


def first_proposals(most: int) -> tuple[ProposalItem, ...]:
    """Those that have waited longest. Three queries, one where nothing waits."""
    return _items(list(_open()[:most]))


def get_proposal(public_id: uuid.UUID) -> SuccessorProposal:
    """One query. Raises `NotFound`."""
    rows = SuccessorProposal.objects.select_related("older__guideline", "decided_by")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("There is no such proposal")
    return row


def proposal_page(row: SuccessorProposal) -> ProposalPage:
    """Reads older, its guideline and decided_by. Two queries."""
    newest = _newest_versions([row.older_id, row.newer_id])
    older, newer = newest[row.older_id], newest[row.newer_id]
    is_withheld = older.is_withheld or newer.is_withheld
    guideline = row.older.guideline
    return ProposalPage(
        id=str(row.public_id),
        guideline=guideline.title,
        guideline_url=reverse("guideline", args=[guideline.public_id]),
        older=describe(older),
        newer=describe(newer),
        statement=() if is_withheld else word_difference(older.clinician, newer.clinician),
        population=word_difference(older.population, newer.population),
        likeness=likeness_of(row.score),
        reasons=tuple(row.reasons),
        decision=row.decision,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
    )


def _open() -> QuerySet[SuccessorProposal]:
    rows = SuccessorProposal.objects.filter(decision=Decision.OPEN)
    return rows.select_related("older__guideline").order_by("created_at", "pk")


def _items(rows: Collection[SuccessorProposal]) -> tuple[ProposalItem, ...]:
    newest = _newest_versions({pk for row in rows for pk in (row.older_id, row.newer_id)})
    return tuple(
        ProposalItem(
            id=str(row.public_id),
            guideline=row.older.guideline.title,
            older=shown_statement(newest[row.older_id]),
            newer=shown_statement(newest[row.newer_id]),
            likeness=likeness_of(row.score),
            created_at=row.created_at,
        )
        for row in rows
    )


def _newest_versions(recommendations: Collection[int]) -> dict[int, RecommendationVersion]:
    """The last published version of each recommendation. Two queries."""
    rows = RecommendationVersion.objects.filter(recommendation__in=recommendations)
    published = rows.exclude(status=VersionStatus.DRAFT)
    newest = published.order_by("recommendation", "-pk").distinct("recommendation")
    return {row.recommendation_id: row for row in with_sources(newest)}
