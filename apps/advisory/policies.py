"""Who may do what with the board, its members and their interests. Pure predicates."""

from __future__ import annotations

from apps.accounts.domain.roles import Capability
from apps.articles.policies import can_review
from core.actors import Actor


def can_set_board(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.MANAGE_ORGANISATION)


def can_declare(actor: Actor) -> bool:
    """Members of the board, whether their term has begun, runs or ended."""
    return can_review(actor)


def can_check_credentials(actor: Actor, *, user_id: int, is_chair: bool) -> bool:
    """An admin or a chair, of somebody else. `is_chair` says whether the actor is one now."""
    is_entitled = can_set_board(actor) or (is_chair and can_review(actor))
    return is_entitled and actor.id != user_id


def can_read_private_part(actor: Actor, *, user_id: int, is_chair: bool) -> bool:
    """The person, a chair and admins. `is_chair` says whether the actor is one now."""
    is_entitled = can_set_board(actor) or (is_chair and can_review(actor))
    return is_entitled or (actor.is_person and actor.id == user_id)
