"""The worker's doors to what the board's work leaves to be done later."""

from __future__ import annotations

from celery import shared_task

from apps.advisory.models import ReportLetter
from apps.advisory.services.mail_report_answer import mail_report_answer


@shared_task(name=ReportLetter.task)
def mail_waiting_answer(*, tenant_id: int, row_id: int) -> None:
    mail_report_answer(tenant_id=tenant_id, letter_id=row_id)
