"""What waits for a curator. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from apps.guidelines.adaptations import moved_adaptations
from apps.guidelines.conflicts import ConflictItem, first_conflicts
from apps.guidelines.domain.values import ConflictState, Decision, ImportStage
from apps.guidelines.libraries import find_subscriptions
from apps.guidelines.models import Conflict, ImportRun, SuccessorProposal
from apps.guidelines.proposals import ProposalItem, first_proposals
from apps.guidelines.reviews import ReviewItem, first_reviews, overdue
from apps.guidelines.vectors import Freshness, freshness
from core.queue.models import WorkStatus

FIRST_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait for a decision.

    `imports` that failed wait, too; `releases` are of subscribed libraries and not taken over;
    `adaptations` have an upstream that moved.
    """

    imports: int
    reviews: int
    conflicts: int
    successors: int
    releases: int
    adaptations: int


@dataclass(frozen=True, slots=True)
class ImportItem:
    url: str
    files: str
    has_failed: bool
    uploaded_by: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class CurationPage:
    """The counts, and of each the few that have waited longest."""

    waiting: Waiting
    imports: tuple[ImportItem, ...]
    reviews: tuple[ReviewItem, ...]
    conflicts: tuple[ConflictItem, ...]
    successors: tuple[ProposalItem, ...]
    vectors: Freshness


def curation_page() -> CurationPage:
    """At most seventeen queries; fewer where nothing is shared or no successor waits."""
    return CurationPage(
        waiting=waiting(),
        imports=_first_imports(),
        reviews=first_reviews(FIRST_FEW),
        conflicts=first_conflicts(FIRST_FEW),
        successors=first_proposals(FIRST_FEW),
        vectors=freshness(),
    )


def waiting() -> Waiting:
    """At most eight queries; six where nothing is shared."""
    return Waiting(
        imports=_undecided().count(),
        reviews=overdue().count(),
        conflicts=Conflict.objects.filter(state=ConflictState.OPEN).count(),
        successors=SuccessorProposal.objects.filter(decision=Decision.OPEN).count(),
        releases=sum(item.is_behind for item in find_subscriptions()),
        adaptations=len(moved_adaptations()),
    )


def _undecided() -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(Q(stage=ImportStage.PLANNED) | Q(status=WorkStatus.FAILED))


def _first_imports() -> tuple[ImportItem, ...]:
    rows = _undecided().select_related("uploaded_by").defer("upload", "plan")
    return tuple(
        ImportItem(
            url=reverse("import", args=[row.public_id]),
            files=str(row),
            has_failed=row.status == WorkStatus.FAILED,
            uploaded_by=row.uploaded_by.name if row.uploaded_by else "",
            uploaded_at=row.created_at,
        )
        for row in rows.order_by("created_at", "pk")[:FIRST_FEW]
    )
