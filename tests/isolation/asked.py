"""What was asked at Harbour, and what came of it."""

from __future__ import annotations

import uuid

from apps.accounts.domain.roles import Role
from apps.accounts.models import PartnerKey
from apps.qa.coverage import GapQuestion
from apps.qa.reception import Verdict
from apps.qa.services.answer import answer_question
from apps.qa.services.give_feedback import give_feedback
from core.actors import Actor, ActorKind, anonymous
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, actor_of


def asked_questions(cast: Cast, secret: str) -> tuple[uuid.UUID, ...]:
    """One asked by a member, one by a program, one by a visitor; the first is answered."""
    key = PartnerKey.objects.get(tenant=cast.harbour)
    program = Actor(kind=ActorKind.PARTNER, name=key.name, id=key.pk)
    askers = (actor_of(cast.otto, Role.AUTHOR), program, anonymous("a visitor of Harbour"))
    asked = [
        make.question(cast.harbour, f"What treats osteoporosis, {secret}?", actor=asker)
        for asker in askers
    ]
    answer_question(tenant_id=cast.harbour.pk, question_id=asked[0].pk)
    return tuple(question.public_id for question in asked)


def given_feedback(cast: Cast, secret: str) -> uuid.UUID:
    """What Otto said of the first sentence of an answer."""
    text = "Does denosumab help in osteoporosis?"
    question = make.answered(cast.harbour, text, actor=cast.otto_acting)
    with tenant_scope(cast.harbour.pk):
        return give_feedback(
            question=question,
            number=1,
            verdict=Verdict.UNSAFE,
            note=f"This frightened my patient {secret}",
            actor=cast.otto_acting,
        ).public_id


def opened_gap(cast: Cast, secret: str) -> uuid.UUID:
    """Opened by a question of Otto's on something that Harbour's store lacks."""
    text = f"Does colchicine help {secret}?"
    question = make.answered(cast.harbour, text, actor=cast.otto_acting)
    with tenant_scope(cast.harbour.pk):
        return GapQuestion.objects.get(question=question).gap.public_id
