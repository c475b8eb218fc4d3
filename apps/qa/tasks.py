"""The worker's door to answering."""

from __future__ import annotations

from celery import shared_task

from apps.qa.models import Question
from apps.qa.services.answer import answer_question


@shared_task(name=Question.task)
def answer_queued_question(*, tenant_id: int, row_id: int) -> None:
    answer_question(tenant_id=tenant_id, question_id=row_id)
