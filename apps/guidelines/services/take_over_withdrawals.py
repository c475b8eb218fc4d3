"""Withdrawing in the copy what its library has withdrawn, and marking what rests on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from apps.guidelines.domain.standing import Withdrawal
from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.models import GuidelineVersion, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.detect_conflicts import reconsider_conflicts
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor
from core.clock import now


def take_over_withdrawals(*, withdrawals: Iterable[Withdrawal], actor: Actor) -> None:
    """In the transaction of the release. Some queries for each; what went meanwhile is passed."""
    for item in withdrawals:
        _withdraw(item, actor)


def _withdraw(item: Withdrawal, actor: Actor) -> None:
    since = item.on or now().date()
    edition = (
        GuidelineVersion.objects.select_related("guideline")
        .filter(guideline__key=item.guideline, label=item.label, status=VersionStatus.ACTIVE)
        .first()
    )
    if edition is None:
        return
    rows = RecommendationVersion.objects.filter(
        guideline_version=edition, status=VersionStatus.ACTIVE
    )
    subject = str(edition)
    if item.recommendation:
        rows = rows.filter(recommendation__key=item.recommendation)
        subject = f"{edition}: {item.recommendation}"
    else:
        edition.status = VersionStatus.WITHDRAWN
        edition.withdrawn_on, edition.withdrawn_reason = since, item.reason
        edition.save(update_fields=["status", "withdrawn_on", "withdrawn_reason"])
    _retire(list(rows), subject, item.reason, since, actor)


def _retire(
    rows: list[RecommendationVersion], subject: str, reason: str, since: date, actor: Actor
) -> None:
    """Nothing happens where every recommendation of an edition was gone before."""
    if not rows:
        return
    RecommendationVersion.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=VersionStatus.WITHDRAWN, status_reason=reason, status_since=since
    )
    record_change(
        kind=ChangeKind.WITHDRAWN,
        subject=subject,
        reason=reason,
        since=since,
        touched=[Touched(row.pk) for row in rows],
        actor=actor,
    )
    reconsider_conflicts(recommendations=[row.recommendation_id for row in rows], actor=actor)
