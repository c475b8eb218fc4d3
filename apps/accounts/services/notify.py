"""Telling people of a deed, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Notice
from core.actors import Actor


def notify(
    people: Iterable[int], kind: NoticeKind, *, about: str, url: str, actor: Actor, said: str = ""
) -> None:
    """Leave a notice for each of these people, by their ids, but never for whoever did it.

    `about` is the article's question, `url` a path of this site; `said` is shown on their page and
    not mailed. One insert; the sweeper rings for the letters, so no deed waits for a broker.
    """
    Notice.objects.bulk_create(
        Notice(recipient_id=person, kind=kind, by_name=actor.name, about=about, said=said, url=url)
        for person in sorted(set(people))
        if not (actor.is_person and person == actor.id)
    )
