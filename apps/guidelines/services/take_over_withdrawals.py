"""Withdrawing in the copy what its library has withdrawn, and marking what rests on it."""

from __future__ import annotations

from collections.abc import Iterable

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
    if item.recommendation:
        rows = rows.filter(recommendation__key=item.recommendation)
    else:
        GuidelineVersion.objects.filter(pk=edition.pk).update(
            status=VersionStatus.WITHDRAWN, withdrawn_on=since, withdrawn_reason=item.reason
        )
    touched = list(rows.values_list("pk", "recommendation"))
    if not touched:
        return
    RecommendationVersion.objects.filter(pk__in=[pk for pk, _ in touched]).update(
        status=VersionStatus.WITHDRAWN, status_reason=item.reason, status_since=since
    )
    place = f"{edition}: {item.recommendation}" if item.recommendation else str(edition)
    record_change(
        kind=ChangeKind.WITHDRAWN,
        subject=place,
        reason=item.reason,
        since=since,
        touched=[Touched(pk) for pk, _ in touched],
        actor=actor,
    )
    reconsider_conflicts(recommendations=[pk for _, pk in touched], actor=actor)
