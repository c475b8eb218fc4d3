"""The worker's doors to what the board's work leaves to be done later."""

from __future__ import annotations

from celery import shared_task

from apps.accounts.models import Tenant
from apps.advisory.models import Invitation, ReportLetter
from apps.advisory.services.invite import mail_invitation
from apps.advisory.services.mail_report_answer import mail_report_answer
from apps.advisory.services.open_due_reviews import open_due_reviews
from core.tenancy.scope import tenant_scope


@shared_task(name=Invitation.task)
def mail_waiting_invitation(*, tenant_id: int, row_id: int) -> None:
    mail_invitation(tenant_id=tenant_id, invitation_id=row_id)


@shared_task(name=ReportLetter.task)
def mail_waiting_answer(*, tenant_id: int, row_id: int) -> None:
    mail_report_answer(tenant_id=tenant_id, letter_id=row_id)


@shared_task(name="advisory.open_due_reviews")
def open_reviews_everywhere() -> None:
    """One unit of work for each organisation."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        with tenant_scope(tenant_id):
            open_due_reviews()
