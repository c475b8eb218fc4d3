"""Taking a withdrawal back: search and answers use the recommendation again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.evidence import name_of
from apps.guidelines.models import EvidenceChange, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.curating import check_curator, check_own, checked_text, lock
from apps.guidelines.services.detect_conflicts import reconsider_conflicts
from apps.guidelines.services.index_documents import index_documents
from apps.guidelines.services.record_change import Touched, record_change
from apps.guidelines.services.tell_dependents import tell_store_grew
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import WrongState


@transaction.atomic
def reinstate_recommendation(
    *, recommendation_version: RecommendationVersion, reason: str, actor: Actor
) -> EvidenceChange:
    """Make a withdrawn recommendation of an active edition active from today.

    The marks of the withdrawal stay, and what rests on it is marked again: somebody has to look.
    Raises `NotPermitted`, `InvalidInput`, `NotFound`, `WrongState`.
    """
    check_curator(actor)
    why = checked_text(reason, field="reason")
    row: RecommendationVersion = lock(
        RecommendationVersion.objects.select_related("guideline_version__guideline"),
        recommendation_version.pk,
    )
    _check_state(row)
    check_own(row.guideline_version.guideline_id)
    change = _reinstate(row, why, actor)
    tell_store_grew()
    return change


def take_over_reinstated(*, names: Iterable[tuple[str, str, str]], actor: Actor) -> None:
    """Reinstate in the copy what its library has as active: (guideline, label, key) of each.

    In the transaction of the release. Some queries for each; what went meanwhile is passed.
    """
    for guideline, label, key in names:
        rows = RecommendationVersion.objects.filter(
            guideline_version__guideline__key=guideline,
            guideline_version__label=label,
            guideline_version__status=VersionStatus.ACTIVE,
            recommendation__key=key,
            status=VersionStatus.WITHDRAWN,
        ).select_related("recommendation", "guideline_version__guideline")
        for found in rows.select_for_update(of=("self",), no_key=True):
            _reinstate(found, "Its library has it as active", actor)


def _reinstate(row: RecommendationVersion, why: str, actor: Actor) -> EvidenceChange:
    withdrawn = {"reason": row.status_reason, "since": str(row.status_since or "")}
    row.status, row.status_reason, row.status_since = VersionStatus.ACTIVE, "", None
    row.save(update_fields=["status", "status_reason", "status_since"])
    index_documents(documents=[row])
    record(
        "guidelines.recommendation.reinstated",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        reason=why,
        withdrawn=withdrawn,
    )
    change = record_change(
        kind=ChangeKind.REINSTATED,
        subject=name_of(row),
        reason=why,
        since=now().date(),
        touched=[Touched(row.pk)],
        actor=actor,
    )
    reconsider_conflicts(recommendations=[row.recommendation_id], actor=actor)
    return change


def _check_state(row: RecommendationVersion) -> None:
    if row.status != VersionStatus.WITHDRAWN:
        raise WrongState(f"Only what is withdrawn can be reinstated, and this is {row.status}")
    edition = row.guideline_version.status
    if edition != VersionStatus.ACTIVE:
        raise WrongState(f"Only what an active edition says is reinstated, and this is {edition}")
