"""Telling people of a deed, in its transaction."""

from __future__ import annotations

from collections.abc import Collection

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.models import Notice
from core.actors import Actor


def notify(
    people: Collection[int], kind: NoticeKind, *, about: str, url: str, actor: Actor, said: str = ""
) -> None:
    """Leave a notice for each of these people, by their ids, but never for whoever did it.

    `about` is the article's question, `url` a path of this site; `said` is shown on their page and
    not mailed. What somebody has not read yet is not told them in the same words again: a member
    signs an article in many steps. One query and one insert; the sweeper rings for the letters, so
    no deed waits for a broker.
    """
    same = {"kind": kind, "by_name": actor.name, "about": about, "url": url, "said": said}
    knowing = set(
        Notice.objects.filter(recipient__in=people, read_at=None, **same).values_list(
            "recipient", flat=True
        )
    )
    Notice.objects.bulk_create(
        Notice(recipient_id=person, **same)
        for person in sorted(set(people) - knowing)
        if not (actor.is_person and person == actor.id)
    )
