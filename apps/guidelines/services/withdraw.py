"""Withdrawing an edition or one of its recommendations: search and answers stop using them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.evidence import name_of
from apps.guidelines.models import EvidenceChange, GuidelineVersion, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.curating import (
    check_curator,
    check_day,
    check_own,
    checked_text,
    lock,
)
from apps.guidelines.services.detect_conflicts import reconsider_conflicts
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor
from core.audit.record import record
from core.errors import WrongState


@transaction.atomic
def withdraw_version(
    *, version: GuidelineVersion, reason: str, on: date, actor: Actor
) -> EvidenceChange | None:
    """Withdraw a whole active edition; the change, if it touched anything. Twice is once.

    Raises `NotPermitted`, `InvalidInput`, `NotFound`, and `WrongState` for one that is not active.
    """
    check_curator(actor)
    why = checked_text(reason, field="reason")
    row: GuidelineVersion = lock(GuidelineVersion.objects.select_related("guideline"), version.pk)
    if row.status == VersionStatus.WITHDRAWN:
        return None
    check_day(on, field="on", not_before=row.published_on)
    _check_active(row.status)
    check_own(row.guideline_id)
    return retire_edition(row, why, on, actor)


@transaction.atomic
def withdraw_recommendation(
    *, recommendation_version: RecommendationVersion, reason: str, on: date, actor: Actor
) -> EvidenceChange | None:
    """Withdraw one active recommendation; its edition stays. None the second time: twice is once.

    Raises `NotPermitted`, `InvalidInput`, `NotFound`, and `WrongState` for one that is not active.
    """
    check_curator(actor)
    why = checked_text(reason, field="reason")
    row: RecommendationVersion = lock(
        RecommendationVersion.objects.select_related("guideline_version__guideline"),
        recommendation_version.pk,
    )
    if row.status == VersionStatus.WITHDRAWN:
        return None
    edition = row.guideline_version
    check_day(on, field="on", not_before=edition.published_on)
    _check_active(row.status)
    check_own(edition.guideline_id)
    return retire_recommendation(row, why, on, actor)


def retire_edition(
    row: GuidelineVersion, why: str, on: date, actor: Actor, *, by_source: bool = False
) -> EvidenceChange | None:
    """Withdraw an active edition, whoever says so: mark, audit and tell it. Reads `guideline`."""
    row.status = VersionStatus.WITHDRAWN
    row.withdrawn_on, row.withdrawn_reason = on, why
    row.save(update_fields=["status", "withdrawn_on", "withdrawn_reason"])
    record(
        "guidelines.version.withdrawn",
        subject=row,
        subject_id=str(row.guideline.public_id),
        actor=actor,
        label=row.label,
        on=on.isoformat(),
        reason=why,
    )
    active = RecommendationVersion.objects.filter(
        guideline_version=row, status=VersionStatus.ACTIVE
    )
    rows = list(active.order_by("pk").select_for_update(no_key=True))
    return _retire(rows, str(row), why, on, actor, by_source=by_source)


def retire_recommendation(
    row: RecommendationVersion, why: str, on: date, actor: Actor, *, by_source: bool = False
) -> EvidenceChange | None:
    """Withdraw one active recommendation, whoever says so. Reads its edition and guideline."""
    record(
        "guidelines.recommendation.withdrawn",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        on=on.isoformat(),
        reason=why,
    )
    return _retire([row], name_of(row), why, on, actor, by_source=by_source)


def _retire(
    rows: list[RecommendationVersion],
    subject: str,
    why: str,
    on: date,
    actor: Actor,
    *,
    by_source: bool,
) -> EvidenceChange | None:
    """Nothing happens where every recommendation of an edition was gone before."""
    if not rows:
        return None
    RecommendationVersion.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=VersionStatus.WITHDRAWN, status_reason=why, status_since=on
    )
    change = record_change(
        kind=ChangeKind.WITHDRAWN,
        subject=subject,
        reason=why,
        since=on,
        touched=[Touched(row.pk) for row in rows],
        actor=actor,
        by_source=by_source,
    )
    reconsider_conflicts(recommendations=[row.recommendation_id for row in rows], actor=actor)
    return change


def _check_active(status: str) -> None:
    if status != VersionStatus.ACTIVE:
        raise WrongState(f"Only what is active can be withdrawn, and this is {status}")
