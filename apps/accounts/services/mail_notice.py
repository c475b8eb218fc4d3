"""Writing to a person that something happened to an article that concerns them."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import Membership, Notice, Tenant
from apps.accounts.notices import say_notice
from apps.accounts.tenants import tenant_origin
from core.queue.letters import mail_row


def mail_notice(*, tenant_id: int, notice_id: int) -> None:
    """Mail the notice if it is there to be claimed; otherwise leave."""
    mail_row(Notice, tenant_id=tenant_id, row_id=notice_id, write=_letter)


def _letter(notice: Notice) -> EmailMessage | None:
    """None for who left or wants no letters. What was said stays out of it: mail is read by
    others.
    """
    tenant = Tenant.objects.get(pk=notice.tenant_id)
    membership = (
        Membership.objects.select_related("user")
        .filter(tenant=tenant, user=notice.recipient_id, user__is_active=True, gets_mail=True)
        .first()
    )
    if membership is None:
        return None
    origin = tenant_origin(tenant)
    ending = gettext("Choose whether you get these letters:")
    body = (
        f"{say_notice(notice)}\n\n{notice.about}\n{origin}{notice.url}\n\n"
        f"{tenant.name}\n{ending} {origin}{reverse('notices')}\n"
    )
    return EmailMessage(str(say_notice(notice)), body, to=[membership.user.email])
