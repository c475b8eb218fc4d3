"""Writing to a member that something became of an answer of theirs."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import Membership, Tenant
from apps.accounts.tenants import tenant_origin
from apps.qa.reception import Notice, NoticeKind
from core.queue.letters import mail_row


def mail_notice(*, tenant_id: int, notice_id: int) -> None:
    """Mail the notice if it is there to be claimed; otherwise leave."""
    mail_row(Notice, tenant_id=tenant_id, row_id=notice_id, write=_letter)


def _letter(notice: Notice) -> EmailMessage | None:
    """None for who is a member no longer. The question stays out of it: mail is read by others."""
    question = notice.question
    tenant = Tenant.objects.get(pk=notice.tenant_id)
    membership = (
        Membership.objects.select_related("user")
        .filter(tenant=tenant, user=question.asker_id)
        .first()
    )
    if membership is None:
        return None
    address = tenant_origin(tenant) + reverse("question", args=[question.public_id])
    if notice.kind == NoticeKind.EVIDENCE_CHANGED:
        subject = gettext("The evidence changed under an answer of yours")
        news = gettext("What an answer of yours rests on has changed since it was given.")
        advice = gettext("See what changed, and ask again for an answer from what is in force:")
    else:
        subject = gettext("A question of yours is covered now")
        news = gettext("The guideline store has gained what it lacked when you asked.")
        advice = gettext("See your question, and ask again:")
    body = f"{news}\n\n{advice}\n{address}\n\n{tenant.name}\n"
    return EmailMessage(subject, body, to=[membership.user.email])
