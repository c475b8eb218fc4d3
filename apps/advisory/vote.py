"""The interests that bear on a version, as the board sees them when it votes. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from apps.accounts.models import User
from apps.advisory.interests import InterestView, active_interests, undeclared, view_interests
from apps.advisory.members import active_members, is_chair
from apps.advisory.models import InterestKind
from apps.advisory.policies import can_read_private_part
from apps.articles.models import ArticleVersion
from apps.articles.parts import parts_of
from core.actors import Actor
from core.clock import today


@dataclass(frozen=True, slots=True)
class ConcernedInterest:
    """`parts` are the keys of those that the interest bears on; a direct one keeps from them."""

    interest: InterestView
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterestsAtVote:
    """`undeclared` are the names of members who never declared anything."""

    concerned: tuple[ConcernedInterest, ...]
    undeclared: tuple[str, ...]


def interests_at_vote(version: ArticleVersion, *, actor: Actor) -> InterestsAtVote:
    """Of active members only, direct ones first. Eight queries at most.

    The private part is there for the person, chairs and admins.
    """
    members = active_members(today())
    parts = parts_of([version])[version.pk]
    named = frozenset(key for part in parts for key in part.interventions)
    rows = (
        active_interests()
        .filter(user__in=members, intervention__in=named)
        .exclude(kind=InterestKind.NONE)
        .order_by("-is_direct", "user__name", "pk")
    )
    chairs = is_chair(actor)
    views = view_interests(
        rows,
        may_read_private=lambda user_id: can_read_private_part(
            actor, user_id=user_id, is_chair=chairs
        ),
    )
    silent = User.objects.filter(pk__in=undeclared(members)).order_by("name")
    return InterestsAtVote(
        concerned=tuple(
            ConcernedInterest(
                view, tuple(part.key for part in parts if view.intervention in part.interventions)
            )
            for view in views
        ),
        undeclared=tuple(silent.values_list("name", flat=True)),
    )
