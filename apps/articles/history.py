"""The history of an article as it is read and taken along. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.articles.domain.history import FORMAT, INTERNAL, VERSION, EventKind
from apps.articles.domain.lifecycle import State
from apps.articles.models import Article, ArticleEvent, ArticleVersion
from apps.articles.policies import can_review, can_write
from apps.articles.selectors import list_shown
from core.actors import Actor
from core.errors import NotFound

EVENT_NAMES: Final = {
    EventKind.DRAFTED: _("Drafted"),
    EventKind.SUBMITTED: _("Submitted for review"),
    EventKind.UNDER_REVIEW: _("Taken under review"),
    EventKind.CHANGES_REQUESTED: _("Sent back with changes asked for"),
    EventKind.SIGNED: _("Signed off"),
    EventKind.APPROVED: _("Approved and shown to readers"),
    EventKind.SUPERSEDED: _("Replaced by a newer version"),
    EventKind.OVERTAKEN: _("Overtaken by a newer version in review"),
    EventKind.WITHDRAWN: _("Withdrawn"),
    EventKind.COMMENTED: _("Commented"),
    EventKind.DISSENTED: _("Dissent recorded"),
    EventKind.EVIDENCE_CHANGED: _("Evidence behind it changed"),
    EventKind.REVIEWED_AGAIN: _("Looked at again after a change of evidence"),
    EventKind.DUE_REVIEW: _("Looked at again when its review was due"),
    EventKind.RECOMMENDED: _("Recommended on by an invited reviewer"),
}


@dataclass(frozen=True, slots=True)
class EventView:
    number: int
    at: datetime
    name: str
    by: str
    version: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """`events` are those the reader may see, newest first; `head` is the last hash of all."""

    slug: str
    question: str
    events: tuple[EventView, ...]
    total: int
    head: str


def history_page(slug: str, *, actor: Actor) -> HistoryPage:
    """Two queries. Raises `NotFound`."""
    question, events = _events(slug, actor)
    return HistoryPage(
        slug=slug,
        question=question,
        events=tuple(_view(event) for event in reversed(events) if _is_told(event, actor)),
        total=len(events),
        head=events[-1].sha256 if events else "",
    )


def history_document(slug: str, *, actor: Actor) -> dict[str, Any]:
    """A copy that `verify_history` checks; what is not for the reader is its hash only.

    Two queries. Raises `NotFound`.
    """
    _, events = _events(slug, actor)
    return {
        "format": FORMAT,
        "version": VERSION,
        "article": slug,
        "head": events[-1].sha256 if events else "",
        "events": [
            {
                "number": event.number,
                **({"said": json.loads(event.said)} if _is_told(event, actor) else {}),
                "said_sha256": event.said_sha256,
                "previous_sha256": event.previous_sha256,
                "sha256": event.sha256,
            }
            for event in events
        ],
    }


def _events(slug: str, actor: Actor) -> tuple[str, list[ArticleEvent]]:
    if _knows_drafts(actor):
        article = Article.objects.filter(slug=slug).first()
        question = article.versions.latest("number").question if article else ""
    else:
        shown = _last_shown(slug)
        article, question = (shown.article, shown.question) if shown else (None, "")
    if article is None:
        raise NotFound("There is no such article")
    return question, list(article.events.order_by("number"))


def _last_shown(slug: str) -> ArticleVersion | None:
    """What readers get, or got before it was withdrawn: what happened to it stays told."""
    shown = list_shown().filter(article__slug=slug).first()
    if shown is not None:
        return shown
    rows = ArticleVersion.objects.filter(article__slug=slug, state=State.WITHDRAWN)
    return rows.select_related("article").order_by("-number").first()


def _knows_drafts(actor: Actor) -> bool:
    return can_write(actor) or can_review(actor)


def _is_told(event: ArticleEvent, actor: Actor) -> bool:
    return EventKind(event.kind) not in INTERNAL or _knows_drafts(actor)


def _view(event: ArticleEvent) -> EventView:
    said = json.loads(event.said)
    return EventView(
        number=event.number,
        at=datetime.fromisoformat(said["at"]),
        name=str(EVENT_NAMES[EventKind(event.kind)]),
        by=said["by"],
        version=event.version_number,
    )
