"""Putting new editions in the place of old ones: what is replaced, and what is left behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from apps.guidelines.domain.plan import RowChange, VersionPlan
from apps.guidelines.domain.successors import Match
from apps.guidelines.domain.values import ChangeKind, LinkKind
from apps.guidelines.models import (
    GuidelineVersion,
    Link,
    Recommendation,
    RecommendationVersion,
    SuccessorProposal,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor


@dataclass(frozen=True, slots=True)
class Replacement:
    """`matches` pair older keys with newer ones; the certain ones are in the plan already."""

    older_label: str
    newer: GuidelineVersion
    plan: VersionPlan
    matches: list[Match]


def supersede_editions(*, replacements: Iterable[Replacement], today: date, actor: Actor) -> None:
    """Retire the older editions' recommendations and mark what rests on those that changed.

    What the new edition carries forward word for word is superseded without marking anything.
    """
    for replacement in replacements:
        _supersede(replacement, today, actor)


def _supersede(replacement: Replacement, today: date, actor: Actor) -> None:
    newer = replacement.newer
    rows = _held(replacement)
    plan = replacement.plan.rows
    missing = [rows[row.key] for row in plan if row.change is RowChange.MISSING and row.key in rows]
    successors = {
        row.follows or row.key: row.key for row in plan if row.change is RowChange.CHANGED
    }
    changed = [rows[key] for key in successors if key in rows]
    since = newer.published_on or today
    _retire(rows.values(), missing, newer, since)
    found = _identities(newer, [*successors, *(row.key for row in plan)])
    _link(plan_pairs=successors, found=found)
    _propose(replacement, found)
    touched = [
        *(Touched(row.pk, found[successors[row.recommendation.key]].pk) for row in changed),
        *(Touched(row.pk) for row in missing),
    ]
    if touched:
        record_change(
            kind=ChangeKind.SUPERSEDED,
            subject=f"{newer.guideline.title}, {replacement.older_label}",
            reason=f"Replaced by {newer.label}",
            since=since,
            touched=touched,
            actor=actor,
        )


def _held(replacement: Replacement) -> dict[str, RecommendationVersion]:
    """The older edition's active rows by key, kept from others until the transaction ends."""
    rows = RecommendationVersion.objects.filter(
        guideline_version__guideline=replacement.newer.guideline_id,
        guideline_version__label=replacement.older_label,
        status=VersionStatus.ACTIVE,
    ).select_related("recommendation")
    slim = rows.only("pk", "recommendation__key", "recommendation_id", "tenant_id").order_by("pk")
    return {
        row.recommendation.key: row for row in slim.select_for_update(of=("self",), no_key=True)
    }


def _retire(
    rows: Iterable[RecommendationVersion],
    missing: list[RecommendationVersion],
    newer: GuidelineVersion,
    since: date,
) -> None:
    gone = {row.pk for row in missing}
    versions = RecommendationVersion.objects
    versions.filter(pk__in=gone).update(
        status=VersionStatus.NOT_CARRIED_FORWARD,
        status_reason=f"Not in {newer.label}",
        status_since=since,
    )
    versions.filter(pk__in=[row.pk for row in rows if row.pk not in gone]).update(
        status=VersionStatus.SUPERSEDED,
        status_reason=f"Replaced by {newer.label}",
        status_since=since,
    )


def _identities(newer: GuidelineVersion, keys: list[str]) -> dict[str, Recommendation]:
    return {
        row.key: row
        for row in Recommendation.objects.filter(guideline=newer.guideline_id, key__in=keys)
    }


def _link(*, plan_pairs: dict[str, str], found: dict[str, Recommendation]) -> None:
    Link.objects.bulk_create(
        [
            Link(start=found[new], end=found[old], kind=LinkKind.SUPERSEDES)
            for old, new in plan_pairs.items()
            if old != new
        ],
        ignore_conflicts=True,
    )


def _propose(replacement: Replacement, found: dict[str, Recommendation]) -> None:
    SuccessorProposal.objects.bulk_create(
        [
            SuccessorProposal(
                older=found[match.older],
                newer=found[match.newer],
                score=match.score,
                reasons=list(match.reasons),
            )
            for match in replacement.matches
            if not match.is_certain
        ],
        ignore_conflicts=True,
    )
