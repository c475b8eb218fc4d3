"""Asking: the question is committed before anything else happens to it."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from apps.articles.models import ArticleVersion
from apps.articles.withdrawals import is_taken_back
from apps.qa.domain.emergency import find_emergencies, rule_book
from apps.qa.domain.needs_person import find_decisions
from apps.qa.domain.needs_person import rule_book as decisions
from apps.qa.models import Question
from apps.qa.policies import can_read_question, hash_visitor
from core.actors import Actor
from core.api.parsers import is_storable
from core.audit.record import record
from core.errors import InvalidInput, NotPermitted
from core.levels import Level
from core.masking import mask
from core.queue.doorbells import ring_for

MAX_LENGTH: Final = 1000


@transaction.atomic
def ask(
    *,
    text: str,
    level: Level,
    article: ArticleVersion | None,
    actor: Actor,
    follows: Question | None = None,
) -> Question:
    """Store the question as queued and ring the worker once that is committed (see `ring_for`).

    Emergencies, and what only a person can decide, are looked for in the words as written; what
    says who somebody is is taken out before anything is kept. Raises `InvalidInput` (pointer /text)
    for an empty, over-long or unstorable text, `NotPermitted` where it follows somebody else's
    question. A follow-up under no article of its own is asked under that of the question before.
    """
    written = check_question(text)
    if follows is not None and not can_read_question(actor, follows):
        raise NotPermitted("Only whoever asked a question can ask on")
    masked = mask(written)
    question = Question.objects.create(
        text=masked.text,
        masked=list(masked.kinds),
        **_findings(written),
        level=level,
        article_version=_standing(article or (follows.article_version if follows else None)),
        follows=follows,
        thread=(follows.thread or follows.public_id) if follows else None,
        asker_id=actor.id if actor.is_person else None,
        partner_key_id=actor.id if actor.is_partner else None,
        visitor_sha256=hash_visitor(actor.visitor),
    )
    record(
        "qa.question.asked",
        subject=question,
        subject_id=str(question.public_id),
        actor=actor,
        level=level,
        masked=question.masked,
        emergencies=question.emergencies,
        needs_person=question.needs_person,
        follows=str(follows.public_id) if follows else None,
    )
    ring_for(question)
    return question


def _standing(article: ArticleVersion | None) -> ArticleVersion | None:
    """Nothing is asked under what was withdrawn."""
    return None if article is None or is_taken_back(article) else article


def _findings(written: str) -> dict[str, Any]:
    """What the rules find, and which edition of them."""
    return {
        "emergencies": [rule.id for rule in find_emergencies(written)],
        "emergency_rules": rule_book().version,
        "needs_person": [rule.id for rule in find_decisions(written)],
        "needs_person_rules": decisions().version,
    }


def check_question(text: str) -> str:
    """The text without outer blanks.

    Raises `InvalidInput` when it is no question that can be kept.
    """
    if not is_storable(text):
        raise InvalidInput("The question has a character that is not text", pointer="/text")
    asked = " ".join(text.split())
    if not any(char.isalpha() for char in asked):
        raise InvalidInput("Ask your question in words", pointer="/text")
    if len(asked) > MAX_LENGTH:
        raise InvalidInput(f"A question has at most {MAX_LENGTH} characters", pointer="/text")
    return asked
