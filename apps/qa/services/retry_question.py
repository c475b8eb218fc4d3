"""Trying a question again that could not be answered: the same row, five more attempts."""

from __future__ import annotations

from django.db import transaction

from apps.qa.models import Question
from apps.qa.policies import can_read_question
from core.actors import Actor
from core.audit.record import record
from core.errors import NotPermitted, WrongState
from core.live import forget
from core.queue.doorbells import ring_for
from core.queue.work import revive
from core.tenancy.scope import current_tenant_id


@transaction.atomic
def retry_question(*, question: Question, actor: Actor) -> None:
    """Queue a failed question again. Twice is once, and nobody else is asked to look at it.

    The question is read anew. Raises `NotPermitted`, and `WrongState` where it never failed.
    """
    if not can_read_question(actor, question):
        raise NotPermitted("Only whoever asked a question can have it tried again")
    revived = revive(question)
    question.refresh_from_db(fields=["status", "attempts", "fencing_token", "enqueued_at"])
    if not revived:
        if not question.was_revived:
            raise WrongState("Only a question that could not be answered can be tried again")
        return
    record(
        "qa.question.retried",
        subject=question,
        subject_id=str(question.public_id),
        actor=actor,
    )
    # Whoever follows it would hear of its failure first, and stop listening.
    tenant_id, topic = current_tenant_id(), str(question.public_id)
    transaction.on_commit(lambda: forget(tenant_id, topic), robust=True)
    ring_for(question)
