"""The worker's doors to answering, telling askers, and trying again what was not covered."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from apps.qa.coverage import Gap
from apps.qa.models import Question
from apps.qa.reception import Notice
from apps.qa.services.answer import answer_question
from apps.qa.services.mail_notice import mail_notice
from apps.qa.services.retry_gaps import retry_gap


@shared_task(
    name=Question.task,
    soft_time_limit=settings.ANSWER_SECONDS,
    time_limit=settings.ANSWER_SECONDS + 3,
)
def answer_queued_question(*, tenant_id: int, row_id: int) -> None:
    answer_question(tenant_id=tenant_id, question_id=row_id)


@shared_task(name=Notice.task)
def mail_waiting_notice(*, tenant_id: int, row_id: int) -> None:
    mail_notice(tenant_id=tenant_id, notice_id=row_id)


@shared_task(name=Gap.task)
def retry_queued_gap(*, tenant_id: int, row_id: int) -> None:
    retry_gap(tenant_id=tenant_id, gap_id=row_id)
