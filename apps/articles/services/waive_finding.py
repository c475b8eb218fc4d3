"""A named person lets a warning of the gate stand, with a reason that readers see."""

from __future__ import annotations

from django.db import transaction

from apps.articles.domain.gate.findings import Severity
from apps.articles.gate import has_ended
from apps.articles.models import ArticleVersion, GateFinding, GateWaiver
from apps.articles.policies import can_see_findings
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState


@transaction.atomic
def waive_finding(
    *, version: ArticleVersion, fingerprint: str, reason: str, actor: Actor
) -> GateWaiver:
    """Waiving twice is waiving once, with the first reason.

    Locks the version's row. Raises `NotPermitted`, `InvalidInput` without a reason, `NotFound` for
    what the last run did not find, and `WrongState` for what blocks or once the review has ended.
    """
    if not can_see_findings(actor):
        raise NotPermitted("Only authors and members of the advisory board can waive a warning")
    said = _said(reason)
    locked = ArticleVersion.objects.select_for_update().get(pk=version.pk)
    known = GateWaiver.objects.filter(version=locked, fingerprint=fingerprint).first()
    if known is not None:
        return known
    finding = _waivable(locked, fingerprint)
    waiver = GateWaiver.objects.create(
        version=locked,
        rule=finding.rule,
        place=finding.place,
        fingerprint=fingerprint,
        message=finding.message,
        reason=said,
        waived_by_id=actor.get_id(),
        waived_by_name=actor.name,
    )
    record(
        "articles.finding.waived",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        rule=finding.rule,
        place=finding.place,
        reason=said,
    )
    return waiver


def _said(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise InvalidInput(
            "Say in a few words why this may stand; readers see it", pointer="/reason"
        )
    return said


def _waivable(version: ArticleVersion, fingerprint: str) -> GateFinding:
    if has_ended(version):
        raise WrongState("The review of this version has ended; there is nothing left to waive")
    finding = GateFinding.objects.filter(run__version=version, fingerprint=fingerprint).first()
    if finding is None:
        raise NotFound("The gate does not find this any more; look at the page again")
    if finding.severity == Severity.BLOCKS:
        raise WrongState("This blocks approval and cannot be waived; mend it")
    return finding
