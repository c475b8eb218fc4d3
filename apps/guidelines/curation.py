"""What waits for a curator. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from apps.guidelines.conflicts import ConflictItem, first_conflicts
from apps.guidelines.domain.values import ConflictState, Decision, ImportStage
from apps.guidelines.models import Conflict, ImportRun, SuccessorProposal
from apps.guidelines.proposals import ProposalItem, first_proposals
from apps.guidelines.reviews import ReviewItem, first_reviews, overdue

FIRST_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait for a decision."""

    imports: int
    reviews: int
    conflicts: int
    successors: int


@dataclass(frozen=True, slots=True)
class ImportItem:
    files: str
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


def curation_page() -> CurationPage:
    """Ten queries, eight where no successor waits."""
    return CurationPage(
        waiting=waiting(),
        imports=_first_imports(),
        reviews=first_reviews(FIRST_FEW),
        conflicts=first_conflicts(FIRST_FEW),
        successors=first_proposals(FIRST_FEW),
    )


def waiting() -> Waiting:
    """Four queries."""
    return Waiting(
        imports=_planned().count(),
        reviews=overdue().count(),
        conflicts=Conflict.objects.filter(state=ConflictState.OPEN).count(),
        successors=SuccessorProposal.objects.filter(decision=Decision.OPEN).count(),
    )


def _planned() -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(stage=ImportStage.PLANNED)


def _first_imports() -> tuple[ImportItem, ...]:
    rows = _planned().select_related("uploaded_by").defer("upload", "plan")
    return tuple(
        ImportItem(str(row), row.uploaded_by.name if row.uploaded_by else "", row.created_at)
        for row in rows.order_by("created_at", "pk")[:FIRST_FEW]
    )
