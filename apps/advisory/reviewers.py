"""Who reviews: the board's people, who leads them, and who is on a version. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Q

from apps.accounts.domain.roles import Capability, Role
from apps.accounts.models import Membership, User
from apps.advisory.models import Assignment, Comment, Member, SignOff
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_review
from core.actors import Actor
from core.clock import today
from core.tenancy.scope import current_tenant_id

NOT_FOR_YOU: Final = "The review desk is for members of the advisory board"


def board_people() -> tuple[User, ...]:
    """Everybody whom the role admits to the desk, by name. One query."""
    rows = Membership.objects.filter(
        tenant_id=current_tenant_id(), roles__contains=[Role.BOARD_MEMBER], user__is_active=True
    )
    return tuple(row.user for row in rows.select_related("user").order_by("user__name"))


def leads(actor: Actor) -> bool:
    """Whether they hand out reviews: an admin, or a chair in their term. One query at most."""
    if not actor.is_person:
        return False
    if actor.can(Capability.MANAGE_ORGANISATION):
        return True
    chairs = Member.objects.filter(user=actor.id, is_chair=True, term_from__lte=today())
    return (
        can_review(actor)
        and chairs.filter(Q(term_until=None) | Q(term_until__gte=today())).exists()
    )


def sees_queue(actor: Actor) -> bool:
    """The board, and admins, who hand out its reviews."""
    return can_review(actor) or (actor.is_person and actor.can(Capability.MANAGE_ORGANISATION))


def reviewers_of(version: ArticleVersion) -> Collection[int]:
    """Who was assigned to it, signed it or spoke of it (settings.REVIEWERS_OF). Three queries."""
    rows = (
        Assignment.objects.filter(version=version, released_at=None).values_list("reviewer"),
        SignOff.objects.filter(version=version).values_list("signer"),
        Comment.objects.filter(version=version, author__isnull=False).values_list("author"),
    )
    return {person for found in rows for (person,) in found}
