"""Inviting somebody from outside to look at one version, and what they recommend."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Tenant
from apps.accounts.services.notify import notify
from apps.accounts.tenants import tenant_origin
from apps.advisory.domain.recommendation import Recommendation
from apps.advisory.invitations import acting, link_to
from apps.advisory.models import Invitation
from apps.advisory.reviewers import leads, reviewers_of
from apps.advisory.selectors import WAITING
from apps.articles.domain.history import EventKind
from apps.articles.models import ArticleVersion
from apps.articles.services.tell_history import tell_history
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, NotPermitted, WrongState
from core.queue.doorbells import ring_for
from core.queue.letters import mail_row

LONGEST_DAYS: Final = 30


@transaction.atomic
def invite(
    *,
    version: ArticleVersion,
    email: str,
    name: str,
    specialty: str,
    asks: str,
    days: int,
    actor: Actor,
) -> Invitation:
    """Write to somebody, with a link that opens this version for so many days.

    The same address again while that link is good is the same invitation. Raises `NotPermitted`,
    `WrongState`, and `InvalidInput` for more than thirty days.
    """
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can invite a reviewer")
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(f"A link is good for 1 to {LONGEST_DAYS} days", pointer="/days")
    locked = _locked(version)
    open_ones = Invitation.objects.filter(version=locked, revoked_at=None, expires_at__gt=now())
    if known := open_ones.filter(email=email).first():
        return known
    invitation = Invitation.objects.create(
        version=locked,
        email=email,
        name=name,
        specialty=specialty,
        asks=asks,
        invited_by_id=actor.get_id(),
        invited_by_name=actor.name,
        expires_at=now() + timedelta(days=days),
    )
    record(
        "advisory.reviewer.invited",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        name=name,
        email=email,
        expires_at=invitation.expires_at.isoformat(),
    )
    ring_for(invitation)
    return invitation


def _locked(version: ArticleVersion) -> ArticleVersion:
    locked = ArticleVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked.state not in WAITING:
        raise WrongState("This version waits for the board no longer")
    return locked


@transaction.atomic
def revoke(*, invitation: Invitation, actor: Actor) -> None:
    """Close the link at once. Twice is once. Raises `NotPermitted`."""
    if not leads(actor):
        raise NotPermitted("Only a chair of the board or an admin can take an invitation back")
    rows = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if rows.update(revoked_at=now()):
        version = invitation.version
        record(
            "advisory.reviewer.revoked",
            subject=version,
            subject_id=str(version.public_id),
            actor=actor,
            name=invitation.name,
        )


@transaction.atomic
def recommend(*, invitation: Invitation, recommendation: Recommendation, reason: str) -> Invitation:
    """Keep what somebody invited advises; they may change it while their link is good.

    It is no sign-off. The same twice is once. Raises `InvalidInput` for changes without a reason.
    """
    said = reason.strip()
    if recommendation is Recommendation.CHANGES and not said:
        raise InvalidInput("Say in a few words what should change", pointer="/reason")
    row = Invitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    if (row.recommendation, row.reason) == (recommendation, said):
        return row
    row.recommendation, row.reason, row.recommended_at = recommendation, said, now()
    row.save(update_fields=["recommendation", "reason", "recommended_at"])
    actor, version = acting(row), row.version
    facts = {"recommendation": recommendation, "specialty": row.specialty}
    record(
        "advisory.reviewer.recommended",
        subject=version,
        subject_id=str(version.public_id),
        actor=actor,
        **facts,
        reason=said,
    )
    tell_history(EventKind.RECOMMENDED, versions=[version], actor=actor, **facts)
    notify(
        {row.invited_by_id, *reviewers_of(version)},
        NoticeKind.RECOMMENDED,
        about=version.question,
        url=reverse("review", args=[version.public_id]) + "#invited",
        actor=actor,
        said=said,
    )
    return row


def mail_invitation(*, tenant_id: int, invitation_id: int) -> None:
    """Mail the invitation if it is there to be claimed; otherwise leave."""
    mail_row(Invitation, tenant_id=tenant_id, row_id=invitation_id, write=_letter)


def _letter(invitation: Invitation) -> EmailMessage | None:
    """None for one that was revoked before it was sent."""
    if invitation.revoked_at is not None:
        return None
    tenant = Tenant.objects.get(pk=invitation.tenant_id)
    words = {
        "name": invitation.name,
        "by": invitation.invited_by_name,
        "organisation": tenant.name,
        "question": invitation.version.question,
        "until": f"{invitation.expires_at:%-d %B %Y}",
    }
    greeting = gettext("Dear %(name)s,") % words
    asked = gettext("%(by)s of %(organisation)s asks you to review an article:") % words
    opens = gettext("This link opens it for you, without an account, until %(until)s:") % words
    keep = gettext("Do not pass it on: whoever has it speaks in your name.")
    asks = f"{invitation.asks}\n\n" if invitation.asks else ""
    body = (
        f"{greeting}\n\n{asked}\n{words['question']}\n\n{asks}{opens}\n"
        f"{tenant_origin(tenant)}{link_to(invitation)}\n\n{keep}\n\n{tenant.name}\n"
    )
    subject = gettext("You are asked to review an article of %(organisation)s") % words
    return EmailMessage(subject, body, to=[invitation.email])
