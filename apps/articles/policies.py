"""Who may do what with articles. Pure predicates."""

from __future__ import annotations

from apps.accounts.domain.roles import Capability
from apps.articles.domain.lifecycle import SHOWN_TO_READERS, State
from apps.articles.models import ArticleVersion
from core.actors import Actor


def can_write(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.WRITE_ARTICLES)


def can_review(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.REVIEW_ARTICLES)


def can_approve(actor: Actor, version: ArticleVersion) -> bool:
    """A board member who neither wrote nor last edited this version."""
    return can_review(actor) and actor.id not in (version.author_id, version.last_editor_id)


def can_see_findings(actor: Actor) -> bool:
    """Authors and the board; readers see what was waived, and no more."""
    return can_write(actor) or can_review(actor)


def can_set_gate(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.MANAGE_ORGANISATION)


def can_publish_house_texts(actor: Actor) -> bool:
    return actor.is_person and actor.can(Capability.MANAGE_ORGANISATION)


def can_read(actor: Actor, version: ArticleVersion) -> bool:
    return State(version.state) in SHOWN_TO_READERS or can_write(actor)
