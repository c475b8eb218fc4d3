"""Invitations to review from outside: their links, and what came of them. Reads only."""

from __future__ import annotations

import uuid
from typing import Final

from django.core import signing
from django.urls import reverse

from apps.advisory.domain.recommendation import RECOMMENDATION_NAMES, Recommendation
from apps.advisory.models import Invitation
from apps.advisory.pages import InvitationView, InvitePage
from apps.advisory.queue import get_version_in_queue
from apps.advisory.reviewers import leads
from apps.advisory.selectors import WAITING
from apps.articles.models import ArticleVersion
from core.actors import Actor, ActorKind
from core.clock import now
from core.errors import LinkExpired, NotFound, NotPermitted

_SALT: Final = "consilium.advisory.invitation"


def key_of(invitation: Invitation) -> str:
    """The signed part of the link; with the installation's secret alone can it be made."""
    return signing.dumps(str(invitation.public_id), salt=_SALT)


def link_to(invitation: Invitation) -> str:
    return reverse("invited", args=[key_of(invitation)])


def get_invitation(key: str) -> Invitation:
    """What a link opens. One query.

    Raises `NotFound` for a key that was not made here, and `LinkExpired` for one that was revoked,
    is too old, or whose version waits for the board no longer.
    """
    try:
        public_id = uuid.UUID(signing.loads(key, salt=_SALT))
    except (signing.BadSignature, ValueError):
        raise NotFound("There is no such invitation") from None
    rows = Invitation.objects.select_related("version__article", "version__author")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such invitation")
    if found.revoked_at is not None or found.expires_at <= now():
        raise LinkExpired("Your invitation has ended. Ask whoever invited you for a new one.")
    if found.version.state not in WAITING:
        raise LinkExpired("The review has ended. Thank you for looking at it.")
    return found


def get_by_id(public_id: uuid.UUID, *, actor: Actor) -> Invitation:
    """For who leads the board. Raises `NotPermitted` for others, then `NotFound`."""
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can take an invitation back")
    found = Invitation.objects.select_related("version").filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such invitation")
    return found


def acting(invitation: Invitation) -> Actor:
    """Somebody invited, as the audit log and the history name them. They have no rights."""
    return Actor(kind=ActorKind.ANONYMOUS, name=invitation.name)


def invite_page(version_id: uuid.UUID, *, actor: Actor) -> InvitePage:
    """Three queries. Raises `NotPermitted` for who does not lead the board, then `NotFound`."""
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can invite a reviewer")
    version = get_version_in_queue(version_id, actor=actor)
    return InvitePage(
        version_id=str(version.public_id),
        question=version.question,
        number=version.number,
        is_waiting=version.state in WAITING,
        invitations=invitations_to(version),
    )


def invitations_to(version: ArticleVersion) -> tuple[InvitationView, ...]:
    """Newest first. One query."""
    return tuple(map(_view, Invitation.objects.filter(version=version).order_by("-pk")))


def _view(row: Invitation) -> InvitationView:
    said = Recommendation(row.recommendation) if row.recommendation else None
    return InvitationView(
        id=str(row.public_id),
        name=row.name,
        email=row.email,
        specialty=row.specialty,
        asks=row.asks,
        invited_by=row.invited_by_name,
        expires_at=row.expires_at,
        state=_state(row),
        recommendation=RECOMMENDATION_NAMES[said] if said else "",
        reason=row.reason,
        recommended_at=row.recommended_at,
    )


def _state(row: Invitation) -> str:
    if row.recommendation:
        return "answered"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= now() else "open"
