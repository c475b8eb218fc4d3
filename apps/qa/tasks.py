"""The worker's doors to answering, and to telling askers."""

from __future__ import annotations

from celery import shared_task

from apps.qa.models import Question
from apps.qa.reception import Notice
from apps.qa.services.answer import answer_question
from apps.qa.services.mail_notice import mail_notice


@shared_task(name=Question.task)
def answer_queued_question(*, tenant_id: int, row_id: int) -> None:
    answer_question(tenant_id=tenant_id, question_id=row_id)


@shared_task(name=Notice.task)
def mail_waiting_notice(*, tenant_id: int, row_id: int) -> None:
    mail_notice(tenant_id=tenant_id, notice_id=row_id)
