"""The worker's doors to what the board's work leaves to be done later."""

from __future__ import annotations

from celery import shared_task

from apps.advisory.models import Invitation
from apps.advisory.services.invite import mail_invitation


@shared_task(name=Invitation.task)
def mail_waiting_invitation(*, tenant_id: int, row_id: int) -> None:
    mail_invitation(tenant_id=tenant_id, invitation_id=row_id)
