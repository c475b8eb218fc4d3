"""Telling the board of what waits for it, and authors of what the board asks of them."""

from __future__ import annotations

from django.urls import reverse

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.services.notify import notify
from apps.advisory.people import board_people
from apps.articles.models import ArticleVersion
from core.actors import Actor


def tell_board(kind: NoticeKind, *, version: ArticleVersion, url: str, actor: Actor) -> None:
    """Everybody who may judge the version: who wrote or last edited it may not. Two queries."""
    people = {person.pk for person in board_people()} - {version.author_id, version.last_editor_id}
    notify(people, kind, about=version.question, url=url, actor=actor)


def ask_for_new_version(version: ArticleVersion, *, reason: str, actor: Actor) -> None:
    """Its authors, on its page, where they write a new one. One query."""
    page = reverse("article_version", args=[version.article.slug, version.number])
    notify(
        {version.author_id, version.last_editor_id},
        NoticeKind.CHANGES_REQUESTED,
        about=version.question,
        url=page,
        actor=actor,
        said=reason,
    )
