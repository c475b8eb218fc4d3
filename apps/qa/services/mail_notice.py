"""Writing to a member that something became of an answer of theirs."""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import Membership, Tenant
from apps.accounts.tenants import tenant_origin
from apps.qa.reception import Notice, NoticeKind
from core.queue.work import Fenced, claim, complete, fail, give_up
from core.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)


def mail_notice(*, tenant_id: int, notice_id: int) -> None:
    """Mail the notice if it is there to be claimed; otherwise leave.

    Sent outside every unit of work and marked afterwards: at least once, twice only where a worker
    dies in between. What fails is given back, five times at most.
    """
    with tenant_scope(tenant_id):
        notice = claim(Notice, notice_id)
        if notice is None:
            give_up(Notice, notice_id)
            return
        letter = _letter(notice)
    try:
        if letter is not None:
            letter.send()
        with tenant_scope(tenant_id):
            complete(notice)
    except Fenced:
        logger.info("Notice %s was taken over by another worker", notice.pk)
    except Exception:
        logger.exception("Notice %s could not be mailed", notice.pk)
        with tenant_scope(tenant_id):
            fail(notice)


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
