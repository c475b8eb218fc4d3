"""Who may read a question: whoever asked it. Who decides about the language model: admins."""

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
