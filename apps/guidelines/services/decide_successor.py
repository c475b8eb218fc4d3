"""A person decides whether a recommendation takes the place of one whose key is gone."""

from __future__ import annotations

from django.db import transaction

from apps.guidelines.domain.values import Decision, LinkKind
from apps.guidelines.models import Link, RecommendationVersion, SuccessorProposal
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.curating import check_curator, lock
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import WrongState


@transaction.atomic
def decide_successor(
    *, proposal: SuccessorProposal, is_successor: bool, actor: Actor, reason: str = ""
) -> SuccessorProposal:
    """Accept or reject what an import proposed. The same decision twice is once.

    Accepted, the older one is superseded rather than not carried forward, and the link shows every
    reader of the change what stands instead. Raises `NotPermitted`, `NotFound`, and `WrongState`
    once it was decided otherwise.
    """
    check_curator(actor)
    decision = Decision.ACCEPTED if is_successor else Decision.REJECTED
    row: SuccessorProposal = lock(
        SuccessorProposal.objects.select_related("older", "newer"), proposal.pk
    )
    if row.decision == decision:
        return row
    if row.decision != Decision.OPEN:
        raise WrongState(f"This was decided before: {row.decision}")
    row.decision, row.decided_by_id, row.decided_at = decision, actor.id, now()
    row.save(update_fields=["decision", "decided_by", "decided_at"])
    if is_successor:
        _link(row)
    record(
        "guidelines.successor.decided",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        decision=decision,
        reason=reason.strip(),
    )
    return row


def _link(row: SuccessorProposal) -> None:
    Link.objects.get_or_create(start=row.newer, end=row.older, kind=LinkKind.SUPERSEDES)
    newest = RecommendationVersion.objects.filter(recommendation=row.newer).order_by("-pk")
    label = newest.values_list("guideline_version__label", flat=True)[0]
    RecommendationVersion.objects.filter(
        recommendation=row.older, status=VersionStatus.NOT_CARRIED_FORWARD
    ).update(status=VersionStatus.SUPERSEDED, status_reason=f"Replaced by {label}")
