"""Who may do what with the store. Pure predicates."""

from __future__ import annotations

from apps.accounts.domain.roles import Capability
from core.actors import Actor, ActorKind


def can_curate(actor: Actor) -> bool:
    """Curators, and the platform's own processes, whose doors ask for somebody's approval."""
    return actor.kind is ActorKind.SYSTEM or (
        actor.is_person and actor.can(Capability.CURATE_GUIDELINES)
    )


def can_settle(actor: Actor) -> bool:
    """Curators and board members: a conflict is settled by a person with a name."""
    return actor.is_person and (
        actor.can(Capability.CURATE_GUIDELINES) or actor.can(Capability.REVIEW_ARTICLES)
    )
