"""Telling everybody concerned that a version moved, in the transaction of the move."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership
from apps.accounts.services.notify import notify
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from core.actors import Actor

# Taking a version under review is told by whoever keeps who reviews it.
KINDS: Final = {
    State.SUBMITTED: NoticeKind.SUBMITTED,
    State.CHANGES_REQUESTED: NoticeKind.CHANGES_REQUESTED,
    State.APPROVED: NoticeKind.APPROVED,
    State.SUPERSEDED: NoticeKind.SUPERSEDED,
    State.OVERTAKEN: NoticeKind.SUPERSEDED,
    State.WITHDRAWN: NoticeKind.WITHDRAWN,
}


def tell_people(version: ArticleVersion, to: State, *, actor: Actor, said: str = "") -> None:
    """The board of what was submitted; of all else its authors and who reviewed it.

    `said` is the reason that was given. Seven queries at most.
    """
    kind = KINDS.get(to)
    if kind is None:
        return
    desk = reverse("review", args=[version.public_id])
    page = reverse("article_version", args=[version.article.slug, version.number])
    if to is State.SUBMITTED:
        _tell(_board(version), kind, version, desk, actor, said)
        return
    writers = {version.author_id, version.last_editor_id}
    reviewers_of: Callable[[ArticleVersion], Collection[int]] = import_string(settings.REVIEWERS_OF)
    _tell(writers, kind, version, page, actor, said)
    _tell(set(reviewers_of(version)) - writers, kind, version, desk, actor, said)


def _board(version: ArticleVersion) -> Collection[int]:
    """Who may review it."""
    rows = Membership.objects.filter(
        tenant=version.tenant_id, roles__contains=[Role.BOARD_MEMBER], user__is_active=True
    )
    return set(rows.values_list("user", flat=True)) - {version.author_id, version.last_editor_id}


def _tell(
    people: Collection[int],
    kind: NoticeKind,
    version: ArticleVersion,
    url: str,
    actor: Actor,
    said: str,
) -> None:
    notify(people, kind, about=version.question, url=url, actor=actor, said=said)
