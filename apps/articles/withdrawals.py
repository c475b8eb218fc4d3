"""Articles that were withdrawn, and what stands at their address instead. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from apps.articles.domain.lifecycle import State
from apps.articles.models import Article, ArticleVersion
from core.actors import Actor
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`successor_url` is empty where nothing takes the article's place."""

    slug: str
    question: str
    number: int
    reason: str
    withdrawn_at: datetime
    successor: str
    successor_question: str
    successor_url: str


class ArticleWithdrawn(DomainError):
    code = "article_withdrawn"
    status = 410
    title = "This article was withdrawn"

    def __init__(self, withdrawal: Withdrawal) -> None:
        super().__init__(
            _("It was withdrawn on %(day)s. %(reason)s")
            % {"day": f"{withdrawal.withdrawn_at:%-d %B %Y}", "reason": withdrawal.reason},
            successor=withdrawal.successor or None,
            withdrawn_at=withdrawal.withdrawn_at.isoformat(),
        )
        self.withdrawal = withdrawal


def without_withdrawn(rows: QuerySet[ArticleVersion]) -> QuerySet[ArticleVersion]:
    """Leave out every version of an article that was withdrawn and has none approved since."""
    same = ArticleVersion.objects.filter(article=OuterRef("article"))
    return rows.exclude(
        Exists(same.filter(state=State.WITHDRAWN)), ~Exists(same.filter(state=State.APPROVED))
    )


def refuse_withdrawn(slug: str, *, number: int | None = None) -> None:
    """Raise `ArticleWithdrawn` where the article's latest withdrawal covers what is asked for.

    That is the article as long as no newer version is approved, or the version of that number and
    those before it, for good. One query, two where it was.
    """
    rows = ArticleVersion.objects.filter(article__slug=slug, state=State.WITHDRAWN)
    row = rows.select_related("article", "successor").order_by("-number").first()
    if row is None or (number is not None and number > row.number):
        return
    raise ArticleWithdrawn(_withdrawal(row))


def is_taken_back(version: ArticleVersion) -> bool:
    """Whether this version, or a later one of its article, was withdrawn. One query."""
    later = ArticleVersion.objects.filter(article=version.article_id, number__gte=version.number)
    return later.filter(state=State.WITHDRAWN).exists()


def _withdrawal(row: ArticleVersion) -> Withdrawal:
    successor = row.successor
    versions = successor.versions.filter(approved_at__isnull=False) if successor else None
    newest: Any = versions.order_by("-number").first() if versions is not None else None
    return Withdrawal(
        slug=row.article.slug,
        question=row.question,
        number=row.number,
        reason=row.withdrawal_reason,
        withdrawn_at=row.withdrawn_at or row.updated_at,
        successor=successor.slug if successor else "",
        successor_question=newest.question if newest else "",
        successor_url=reverse("article", args=[successor.slug]) if successor else "",
    )


def may_withdraw(actor: Actor) -> bool:
    """An admin, or a chair of the board in their term. One query at most."""
    return bool(import_string(settings.LEADS_REVIEWS)(actor))


def possible_successors(version: ArticleVersion) -> tuple[tuple[str, str], ...]:
    """Slug and question of every other article with an approved version. One query."""
    rows = ArticleVersion.objects.filter(state=State.APPROVED).exclude(article=version.article_id)
    return tuple(rows.order_by("question").values_list("article__slug", "question"))


def find_article(slug: str) -> Article | None:
    """One query."""
    return Article.objects.filter(slug=slug).first()
