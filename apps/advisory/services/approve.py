"""The board approves: its sign-offs become the evidence that the article's approval demands."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import transaction

from apps.advisory.domain.quorum import missing
from apps.advisory.models import Board
from apps.advisory.signatures import board_rules, is_conflicted, signatures
from apps.articles.domain.lifecycle import ApprovalEvidence
from apps.articles.models import ArticleVersion
from apps.articles.parts import parts_of
from apps.articles.policies import can_approve
from apps.articles.services import move
from core.actors import Actor
from core.clock import today
from core.errors import NotPermitted, WrongState


@transaction.atomic
def approve(*, version: ArticleVersion, actor: Actor) -> ArticleVersion:
    """Approve when the board's rules are met by every part.

    Raises `NotPermitted`, also for a direct conflict of interest, and `WrongState` with the parts
    that lack something.
    """
    if not can_approve(actor, version):
        raise NotPermitted("Author and last editor cannot approve; another board member can")
    parts = parts_of([version])[version.pk]
    if is_conflicted(actor.get_id(), parts):
        raise NotPermitted("You declared a direct interest in what this version is about")
    rules = board_rules()
    if rules is None:
        raise WrongState("Approval needs a board and its sign-offs")
    signed = signatures([version.pk])[version.pk]
    lacks = missing(rules, parts, signed)
    if lacks:
        raise WrongState(
            f"Approval needs more: {lacks[0]} on “{lacks[0].part}”"
            + (f", and {len(lacks) - 1} other parts" if len(lacks) > 1 else ""),
            missing=[{"part": row.part, "needs": str(row)} for row in lacks],
        )
    evidence = ApprovalEvidence(
        content_sha256=version.content_sha256,
        signed_by=frozenset(row.signer_id for rows in signed.values() for row in rows),
        review_due_on=months_after(today(), Board.objects.get().review_months),
    )
    return move.approve(version=version, evidence=evidence, actor=actor)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
