"""Asking again what the store did not cover and covers now: one click, one new question."""

from __future__ import annotations

from django.db import transaction

from apps.qa.coverage import GapQuestion
from apps.qa.models import Question
from apps.qa.policies import can_read_question
from apps.qa.services.ask import ask
from core.actors import Actor
from core.errors import NotPermitted, WrongState
from core.levels import Level


@transaction.atomic
def ask_again(*, question: Question, actor: Actor) -> Question:
    """The same words, level, article and thread as a new question.

    Twice is once: the first is given back. Answers are never rewritten, and nobody is asked for.
    Locks the question's place in its gap. Raises `NotPermitted`, and `WrongState` where nothing
    says that the store covers it now.
    """
    if not can_read_question(actor, question):
        raise NotPermitted("Only whoever asked a question can ask it again")
    place: GapQuestion | None = (
        GapQuestion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("again")
        .filter(question=question, covered_at__isnull=False)
        .first()
    )
    if place is None:
        raise WrongState("The store covers no more of this question than it did")
    again: Question | None = place.again
    if again is not None:
        return again
    again = ask(
        text=question.text,
        level=Level(question.level),
        article=question.article_version,
        actor=actor,
        follows=question.follows,
    )
    place.again = again
    place.save(update_fields=["again"])
    return again
