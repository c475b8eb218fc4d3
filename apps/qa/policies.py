"""Who may read a question, what was said of its answer, and decide about the model. Predicates."""

from __future__ import annotations

import hashlib

from apps.accounts.domain.roles import Capability
from apps.qa.models import Question
from core.actors import Actor


def hash_visitor(token: str) -> str:
    """How an anonymous browser's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def can_read_question(actor: Actor, question: Question) -> bool:
    if actor.is_partner:
        return question.partner_key_id == actor.id
    if actor.is_person and question.asker_id == actor.id:
        return True
    return bool(actor.visitor) and question.visitor_sha256 == hash_visitor(actor.visitor)


def can_manage_model(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.MANAGE_ORGANISATION)


def can_look_at_feedback(actor: Actor) -> bool:
    """Whoever reviews articles or keeps the store."""
    wanted = (Capability.REVIEW_ARTICLES, Capability.CURATE_GUIDELINES)
    return actor.is_person and any(actor.can(capability) for capability in wanted)
