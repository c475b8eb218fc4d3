"""Putting one recommendation in the place of another by hand, across guidelines too."""

from __future__ import annotations

from django.db import transaction

from apps.guidelines.domain.values import ChangeKind, LinkKind
from apps.guidelines.evidence import name_of
from apps.guidelines.models import EvidenceChange, Link, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.curating import check_curator, check_own, checked_text, lock
from apps.guidelines.services.detect_conflicts import reconsider_conflicts
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, WrongState


@transaction.atomic
def supersede_recommendation(
    *, older: RecommendationVersion, newer: RecommendationVersion, reason: str, actor: Actor
) -> EvidenceChange | None:
    """Retire `older` from today in favour of `newer`; both must be active.

    None the second time: twice is once.

    Raises `NotPermitted`, `InvalidInput`, `NotFound`, `WrongState`.
    """
    check_curator(actor)
    why = checked_text(reason, field="reason")
    if older.recommendation_id == newer.recommendation_id:
        raise InvalidInput("A recommendation cannot take its own place", pointer="/newer")
    # In the order of ids, as everybody who holds records does.
    rows = {pk: _lock(pk) for pk in sorted((older.pk, newer.pk))}
    old, new = rows[older.pk], rows[newer.pk]
    pair = {"start": new.recommendation, "end": old.recommendation, "kind": LinkKind.SUPERSEDES}
    if old.status == VersionStatus.SUPERSEDED and Link.objects.filter(**pair).exists():
        return None
    if old.status != VersionStatus.ACTIVE or new.status != VersionStatus.ACTIVE:
        raise WrongState(f"Both must be active; they are {old.status} and {new.status}")
    check_own(old.guideline_version.guideline_id)
    change = _retire(old, new, why, actor)
    Link.objects.get_or_create(**pair, defaults={"note": why})
    return change


def _lock(pk: int) -> RecommendationVersion:
    rows = RecommendationVersion.objects.select_related(
        "recommendation", "guideline_version__guideline"
    )
    found: RecommendationVersion = lock(rows, pk)
    return found


def _retire(
    old: RecommendationVersion, new: RecommendationVersion, why: str, actor: Actor
) -> EvidenceChange:
    today = now().date()
    RecommendationVersion.objects.filter(pk=old.pk).update(
        status=VersionStatus.SUPERSEDED, status_reason=why, status_since=today
    )
    record(
        "guidelines.recommendation.superseded",
        subject=old,
        subject_id=str(old.public_id),
        actor=actor,
        by=str(new.public_id),
        reason=why,
    )
    change = record_change(
        kind=ChangeKind.SUPERSEDED,
        subject=name_of(old),
        reason=why,
        since=today,
        touched=[Touched(old.pk, new.recommendation_id)],
        actor=actor,
    )
    reconsider_conflicts(recommendations=[old.recommendation_id], actor=actor)
    return change
