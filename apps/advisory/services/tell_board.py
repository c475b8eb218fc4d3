"""Telling the whole board that something waits for it."""

from __future__ import annotations

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.services.notify import notify
from apps.advisory.people import board_people
from apps.articles.models import ArticleVersion
from core.actors import Actor


def tell_board(kind: NoticeKind, *, version: ArticleVersion, url: str, actor: Actor) -> None:
    """Three queries."""
    people = {person.pk for person in board_people()}
    notify(people, kind, about=version.question, url=url, actor=actor)
