"""Who hands out reviews, who sees the queue, and who is on a version. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from apps.accounts.domain.roles import Capability
from apps.advisory.members import is_chair
from apps.advisory.models import Assignment, Comment, SignOff
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_review
from core.actors import Actor

NOT_FOR_YOU: Final = "The review desk is for members of the advisory board"


def leads(actor: Actor) -> bool:
    """Whether they hand out reviews: an admin, or a chair in their term. One query at most."""
    if not actor.is_person:
        return False
    return actor.can(Capability.MANAGE_ORGANISATION) or (can_review(actor) and is_chair(actor))


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
