"""What is said of an article, thread by thread, for its authors and its board. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from apps.advisory.models import Comment, Invitation, Thread
from apps.articles.domain.comparison import PartWords
from apps.articles.domain.lifecycle import State
from apps.articles.models import Article, ArticleVersion
from apps.articles.part_words import read_words
from apps.articles.policies import can_see_findings
from apps.guidelines.domain.word_difference import Run, word_difference
from core.actors import Actor
from core.errors import NotFound, NotPermitted
from core.levels import Level

NOT_FOR_YOU = "Comments are for the authors and the advisory board"


@dataclass(frozen=True, slots=True)
class CommentView:
    """`number` is that of the version it was said of; `is_new` since the last look."""

    id: int
    by: str
    is_invited: bool
    text: str
    number: int
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """`name` is that of its part in the version that is looked at, or empty if the part is gone.

    `runs` are the words then and now, where the part says something else than it did.
    """

    id: str
    anchor: str
    part: str
    name: str
    is_gone: bool
    resolved_by: str
    resolved_at: datetime | None
    comments: tuple[CommentView, ...]
    runs: tuple[Run, ...]
    changed_elsewhere: bool

    @property
    def is_new(self) -> bool:
        return any(comment.is_new for comment in self.comments)

    @property
    def has_changed(self) -> bool:
        return bool(self.runs) or self.changed_elsewhere


def threads_of(
    article: Article,
    *,
    version: ArticleVersion,
    level: Level,
    since: datetime | None = None,
    invitation: Invitation | None = None,
    me: int | None = None,
) -> tuple[ThreadView, ...]:
    """Every thread, by part of `version` as it is read, then by age; what is open first.

    Comments of others after `since` are new. With an invitation, the threads in which that person
    spoke. Eleven queries, two where there is no thread.
    """
    comments = Comment.objects.order_by("pk").select_related("version")
    rows = article.threads.order_by("pk").prefetch_related(Prefetch("comments", queryset=comments))
    if invitation is not None:
        rows = rows.filter(comments__invitation=invitation).distinct()
    found = list(rows)
    parts = read_words(version) if found else ()
    order = {part.key: place for place, part in enumerate(parts)}
    words = {part.key: part for part in parts}
    found.sort(key=lambda row: (row.resolved_at is not None, order.get(row.part, len(order))))
    return tuple(_view(row, words, level, since, me) for row in found)


def get_thread(public_id: uuid.UUID, *, actor: Actor) -> Thread:
    """With its article. One query. Raises `NotPermitted`, then `NotFound`."""
    if not can_see_findings(actor):
        raise NotPermitted(NOT_FOR_YOU)
    thread = Thread.objects.select_related("article").filter(public_id=public_id).first()
    if thread is None:
        raise NotFound("There is no such thread")
    return thread


def discussed_article(slug: str, *, actor: Actor) -> ArticleVersion:
    """The newest submitted version of an article, which is what is discussed. Two queries.

    Raises `NotPermitted`, then `NotFound`.
    """
    if not can_see_findings(actor):
        raise NotPermitted(NOT_FOR_YOU)
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        raise NotFound("There is no such article in review")
    return newest_submitted(article)


def newest_submitted(article: Article) -> ArticleVersion:
    """What a reply speaks of. One query. Raises `NotFound` while nothing was submitted."""
    version = article.versions.exclude(state=State.DRAFT).order_by("-number").first()
    if version is None:
        raise NotFound("There is no such article in review")
    return version


def _view(
    row: Thread,
    words: Mapping[str, PartWords],
    level: Level,
    since: datetime | None,
    me: int | None,
) -> ThreadView:
    comments: Sequence[Comment] = list(row.comments.all())
    part = words.get(row.part)
    then = comments[0].said_of
    now = dict(part.words) if part else {}
    differs = bool(part) and then != now
    return ThreadView(
        id=str(row.public_id),
        anchor=f"thread-{row.pk}",
        part=row.part,
        name=part.name if part else "",
        is_gone=part is None and row.part != "",
        resolved_by=row.resolved_by_name,
        resolved_at=row.resolved_at,
        comments=tuple(
            CommentView(
                id=comment.pk,
                by=comment.author_name,
                is_invited=comment.invitation_id is not None,
                text=comment.text,
                number=comment.version.number,
                at=comment.created_at,
                is_new=since is not None and comment.created_at > since and comment.author_id != me,
            )
            for comment in comments
        ),
        runs=word_difference(then.get(level, ""), now.get(level, ""))
        if differs and then.get(level) != now.get(level)
        else (),
        changed_elsewhere=differs and then.get(level) == now.get(level),
    )
