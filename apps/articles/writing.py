"""The author's desk: drafts, what the board sent back, and what can be written anew. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from apps.articles.domain.lifecycle import STATE_NAMES, State
from apps.articles.models import ArticleVersion
from core.actors import Actor
from core.models import AuditEntry


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A version on the author's desk; `reason` is why the board sent it back."""

    id: str
    slug: str
    question: str
    topic: str
    number: int
    state: State
    state_name: str
    author: str
    last_editor: str
    updated_at: datetime
    is_mine: bool
    reason: str = ""
    reason_by: str = ""


@dataclass(frozen=True, slots=True)
class WritingDesk:
    """`written` are the newest versions that a new draft can be made of."""

    mine: tuple[DraftItem, ...]
    others: tuple[DraftItem, ...]
    sent_back: tuple[DraftItem, ...]
    written: tuple[DraftItem, ...]
    put_away: tuple[DraftItem, ...]


def writing_desk(actor: Actor) -> WritingDesk:
    """Three queries."""
    rows = list(_newest_and_drafts())
    drafts = [row for row in rows if row.state == State.DRAFT]
    items = {row.pk: _item(row, actor) for row in rows}
    openly = [row for row in drafts if row.put_away_at is None]
    busy = {row.article_id for row in openly}
    free = [row for row in rows if row.state != State.DRAFT and row.article_id not in busy]
    back = [row for row in free if row.state == State.CHANGES_REQUESTED]
    reasons = _reasons(back)
    return WritingDesk(
        mine=tuple(items[row.pk] for row in openly if items[row.pk].is_mine),
        others=tuple(items[row.pk] for row in openly if not items[row.pk].is_mine),
        sent_back=tuple(_item(row, actor, reasons.get(str(row.public_id))) for row in back),
        written=tuple(items[row.pk] for row in free if row.state != State.CHANGES_REQUESTED),
        put_away=tuple(items[row.pk] for row in drafts if row.put_away_at is not None),
    )


def sent_back_reason(version: ArticleVersion) -> tuple[str, str]:
    """Why the board sent the version before this one back, and who; empty where it did not.

    Two queries.
    """
    before = ArticleVersion.objects.filter(
        article=version.article_id, number__lt=version.number
    ).exclude(state=State.DRAFT)
    last = before.order_by("-number").first()
    if last is None or last.state != State.CHANGES_REQUESTED:
        return "", ""
    entry = _reasons([last]).get(str(last.public_id))
    return (entry.data.get("reason", ""), entry.actor_name) if entry else ("", "")


def _newest_and_drafts() -> list[ArticleVersion]:
    """Every draft, and of each article the newest version that is none. One query."""
    newer = ArticleVersion.objects.filter(
        article=OuterRef("article"), number__gt=OuterRef("number")
    ).exclude(state=State.DRAFT)
    rows = ArticleVersion.objects.select_related("article", "author", "last_editor")
    found = rows.filter(state=State.DRAFT) | rows.exclude(state=State.DRAFT).filter(~Exists(newer))
    return list(found.order_by("-updated_at", "-pk"))


def _reasons(rows: list[ArticleVersion]) -> dict[str, AuditEntry]:
    """The last one, by version. One query."""
    if not rows:
        return {}
    entries = AuditEntry.objects.filter(
        action="articles.version.changes_requested",
        subject_id__in=[str(row.public_id) for row in rows],
    )
    return {entry.subject_id: entry for entry in entries.order_by("pk")}


def _item(row: ArticleVersion, actor: Actor, sent_back: AuditEntry | None = None) -> DraftItem:
    return DraftItem(
        id=str(row.public_id),
        slug=row.article.slug,
        question=row.question,
        topic=row.topic,
        number=row.number,
        state=State(row.state),
        state_name=STATE_NAMES[State(row.state)],
        author=row.author.name,
        last_editor=row.last_editor.name,
        updated_at=row.updated_at,
        is_mine=actor.id in (row.author_id, row.last_editor_id),
        reason=sent_back.data.get("reason", "") if sent_back else "",
        reason_by=sent_back.actor_name if sent_back else "",
    )


def topics() -> tuple[str, ...]:
    """Those that articles of the organisation have. One query."""
    found = ArticleVersion.objects.order_by("topic").values_list("topic", flat=True).distinct()
    return tuple(found)
