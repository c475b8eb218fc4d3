"""Adding to the history of articles, in the transaction of the deed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from apps.articles.domain.history import EventKind, canonical, digest, link
from apps.articles.models import Article, ArticleEvent, ArticleVersion
from core.actors import Actor
from core.clock import now


def tell_history(
    kind: EventKind, *, versions: Collection[ArticleVersion], actor: Actor, **facts: Any
) -> None:
    """One event for each version; `facts` are JSON and may be read by everybody.

    Locks the articles, so that events of one article follow one another. Three queries.
    """
    articles = sorted({version.article_id for version in versions})
    list(Article.objects.filter(pk__in=articles).order_by("pk").select_for_update(no_key=True))
    last = {
        row.article_id: row
        for row in ArticleEvent.objects.filter(article__in=articles)
        .order_by("article", "-number")
        .distinct("article")
    }
    moment = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    fresh = []
    for version in sorted(versions, key=lambda row: (row.article_id, row.number)):
        said = {
            "at": moment,
            "kind": kind,
            "by": actor.name,
            "version": version.number,
            "content_sha256": version.content_sha256,
            **facts,
        }
        event = _after(last.get(version.article_id), version, said)
        last[version.article_id] = event
        fresh.append(event)
    ArticleEvent.objects.bulk_create(fresh)


def _after(
    before: ArticleEvent | None, version: ArticleVersion, said: dict[str, Any]
) -> ArticleEvent:
    number, previous = (before.number + 1, before.sha256) if before else (1, "")
    text = canonical({"number": number, **said})
    return ArticleEvent(
        article_id=version.article_id,
        number=number,
        kind=said["kind"],
        version_number=version.number,
        said=text,
        said_sha256=digest(text),
        previous_sha256=previous,
        sha256=link(previous, digest(text)),
    )
