"""The version that an invitation opens, as somebody invited reads it. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Tenant
from apps.advisory.blocks import Block, PartView, blocks_of, names_of
from apps.advisory.models import Invitation, Thread
from apps.advisory.threads import threads_of
from apps.articles.pages import ArticlePage
from apps.articles.parts import parts_of
from apps.articles.selectors import article_page
from core.errors import NotFound
from core.levels import Level


@dataclass(frozen=True, slots=True)
class GuestPage:
    """The article as readers get it, with the threads in which this person spoke."""

    article: ArticlePage
    blocks: tuple[Block, ...]
    name: str
    invited_by: str
    asks: str
    expires_at: datetime
    recommendation: str
    reason: str


def guest_page(invitation: Invitation, *, tenant: Tenant, level: Level) -> GuestPage:
    """As a reader sees it: neither findings nor signatures nor what the board says."""
    version = invitation.version
    article = article_page(version, tenant=tenant, level=level)
    names = names_of(article)
    parts = {
        part.key: PartView(part.key, *names[part.key], value=f"{part.key}:{part.sha256}")
        for part in parts_of([version])[version.pk]
        if part.key in names
    }
    threads = threads_of(version.article, version=version, level=level, invitation=invitation)
    return GuestPage(
        article=article,
        blocks=blocks_of(article, parts, threads),
        name=invitation.name,
        invited_by=invitation.invited_by_name,
        asks=invitation.asks,
        expires_at=invitation.expires_at,
        recommendation=invitation.recommendation,
        reason=invitation.reason,
    )


def guest_thread(public_id: uuid.UUID, invitation: Invitation) -> Thread:
    """One in which they spoke. One query. Raises `NotFound`."""
    rows = Thread.objects.select_related("article").filter(comments__invitation=invitation)
    thread = rows.filter(public_id=public_id).distinct().first()
    if thread is None:
        raise NotFound("There is no such thread")
    return thread
