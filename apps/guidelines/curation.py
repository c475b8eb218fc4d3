"""What waits for a curator. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from apps.guidelines.domain.values import ConflictState, Decision, ImportStage
from apps.guidelines.models import Conflict, GuidelineVersion, ImportRun, SuccessorProposal
from apps.guidelines.models.guideline import VersionStatus
from core.clock import now


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait for a decision."""

    imports: int
    reviews: int
    conflicts: int
    successors: int


def waiting() -> Waiting:
    """Four queries."""
    due = GuidelineVersion.objects.filter(
        status=VersionStatus.ACTIVE, review_due_on__lte=now().date()
    )
    return Waiting(
        imports=ImportRun.objects.filter(stage=ImportStage.PLANNED).count(),
        reviews=due.count(),
        conflicts=Conflict.objects.filter(state=ConflictState.OPEN).count(),
        successors=SuccessorProposal.objects.filter(decision=Decision.OPEN).count(),
    )
