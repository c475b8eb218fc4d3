"""Taking over what a package says of editions whose text stays: withdrawals, later reviews."""

from __future__ import annotations

from collections.abc import Iterable

from apps.guidelines.domain.standing import Review, Withdrawal
from apps.guidelines.models import GuidelineVersion, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.withdraw import retire_edition, retire_recommendation
from core.actors import Actor
from core.clock import now


def take_over_moves(moves: Iterable[Withdrawal | Review], *, actor: Actor) -> None:
    """In the transaction of the import. Some queries for each; what went meanwhile is passed."""
    for move in moves:
        edition = (
            GuidelineVersion.objects.select_related("guideline")
            .filter(guideline__key=move.guideline, label=move.label, status=VersionStatus.ACTIVE)
            .select_for_update(of=("self",), no_key=True)
            .first()
        )
        if edition is None:
            continue
        if isinstance(move, Withdrawal):
            _withdraw(move, edition, actor)
            continue
        edition.last_reviewed_on = move.last_reviewed_on
        edition.review_due_on = move.review_due_on
        edition.save(update_fields=["last_reviewed_on", "review_due_on"])


def _withdraw(move: Withdrawal, edition: GuidelineVersion, actor: Actor) -> None:
    since = move.on or now().date()
    if not move.recommendation:
        retire_edition(edition, move.reason, since, actor, by_source=True)
        return
    active = RecommendationVersion.objects.select_related("guideline_version__guideline")
    row = active.filter(
        guideline_version=edition,
        recommendation__key=move.recommendation,
        status=VersionStatus.ACTIVE,
    ).first()
    if row is not None:
        retire_recommendation(row, move.reason, since, actor, by_source=True)
