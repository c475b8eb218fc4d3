"""The board approves: its sign-offs become the evidence that the article's approval demands."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import transaction

from apps.advisory.domain.quorum import has_quorum
from apps.advisory.models import SignOff
from apps.advisory.selectors import required_sign_offs
from apps.articles.domain.lifecycle import ApprovalEvidence
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_approve
from apps.articles.services import move
from core.actors import Actor
from core.errors import NotPermitted, WrongState


@transaction.atomic
def approve(*, version: ArticleVersion, actor: Actor) -> ArticleVersion:
    """Approve when enough members signed the present content.

    Raises `NotPermitted`, `WrongState`.
    """
    if not can_approve(actor, version):
        raise NotPermitted("Author and last editor cannot approve; another board member can")
    required = required_sign_offs()
    signers = frozenset(
        SignOff.objects.filter(version=version, content_sha256=version.content_sha256)
        .exclude(signer__in=[version.author_id, version.last_editor_id])
        .values_list("signer", flat=True)
    )
    if required is None or not has_quorum(signed=len(signers), required=required):
        raise WrongState(
            f"Approval needs {required or 'a board and its'} sign-offs, {len(signers)} are there"
        )
    evidence = ApprovalEvidence(content_sha256=version.content_sha256, signed_by=signers)
    return move.approve(version=version, evidence=evidence, actor=actor)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
