"""Telling who wrote and who reviews a version that somebody judged a part of it."""

from __future__ import annotations

from django.urls import reverse

from apps.accounts.domain.notices import NoticeKind
from apps.accounts.services.notify import notify
from apps.advisory.reviewers import reviewers_of
from apps.articles.models import ArticleVersion
from core.actors import Actor


def tell_reviewers(
    kind: NoticeKind, *, version: ArticleVersion, actor: Actor, said: str = ""
) -> None:
    """Its authors on its page, the others on the desk; each once. Six queries at most."""
    writers = {version.author_id, version.last_editor_id}
    page = reverse("article_version", args=[version.article.slug, version.number])
    desk = reverse("review", args=[version.public_id])
    for people, url in ((writers, page), (set(reviewers_of(version)) - writers, desk)):
        notify(people, kind, about=version.question, url=url, actor=actor, said=said)
