"""Opening a draft for a change, and saving what one of its parts says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction

from apps.articles.domain.drafting import OthersWorded, PartKind, PartName, reword
from apps.articles.domain.lifecycle import State
from apps.articles.drafts import base_of, find_part, has_own_address
from apps.articles.models import Article, ArticleVersion
from apps.articles.policies import can_write
from apps.articles.services.run_gate import run_gate
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import InvalidInput, LostRace, NotPermitted, WrongState
from core.levels import Level

Changes = Mapping[str, Any]


def open_draft(version: ArticleVersion, actor: Actor) -> ArticleVersion:
    """The draft, its row locked, so that its authors change it one after the other.

    Raises `NotPermitted`, and `WrongState` for what was submitted or put away.
    """
    if not can_write(actor):
        raise NotPermitted("Only authors can edit a draft")
    rows = ArticleVersion.objects.select_for_update(of=("self",)).select_related("article")
    locked = rows.get(pk=version.pk)
    if locked.state != State.DRAFT:
        raise WrongState("This version was submitted and cannot change. Write a new version.")
    if locked.put_away_at is not None:
        raise WrongState("This draft was put away. Take it up again first.")
    return locked


def close_draft(version: ArticleVersion, actor: Actor) -> None:
    """Say who edited last, and judge the draft as it is now."""
    version.last_editor_id = actor.get_id()
    version.updated_at = now()
    version.save(update_fields=["last_editor", "updated_at"])
    run_gate(version)


@transaction.atomic
def save_part(
    *,
    version: ArticleVersion,
    name: PartName,
    level: Level,
    changes: Changes,
    base: str,
    actor: Actor,
) -> bool:
    """Write `changes` at this level; False where the part says so already.

    `base` is the hash of the part that the changes were made to (`drafts.base_of`). Raises
    `LostRace` where somebody changed it meanwhile, `InvalidInput`, `NotFound`, and as `open_draft`.
    """
    locked = open_draft(version, actor)
    row = find_part(locked, name)
    before = base_of(row)
    _CHANGE[name.kind](row, level, changes)
    if base_of(row) == before:
        return False
    if base != before:
        raise LostRace("Somebody changed this part while you were writing.")
    row.save()
    if name.kind is PartKind.OUTLINE:
        locked.article.save(update_fields=["slug"])
    record(
        "articles.draft.saved",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=str(name),
        level=level,
    )
    close_draft(locked, actor)
    return True


def required_wording(before: Mapping[str, str], level: Level, text: str) -> dict[str, str]:
    """As `reword`, for what a part cannot be without. Raises `InvalidInput`."""
    after = _reworded(before, level, text, pointer="/text")
    if after is None:
        raise InvalidInput("There is no text. Delete the part if it should go.", pointer="/text")
    return after


def _reworded(
    before: Mapping[str, str] | None, level: Level, text: str, *, pointer: str
) -> dict[str, str] | None:
    try:
        return reword(before, level, text)
    except OthersWorded as error:
        raise InvalidInput(
            "Students or patients have words of their own here. Empty those first.",
            pointer=pointer,
        ) from error


def _worded(row: Any, level: Level, changes: Changes) -> None:
    if "text" in changes:
        for name, words in required_wording(row.wording(), level, changes["text"]).items():
            setattr(row, name, words)


def _statement(row: Any, level: Level, changes: Changes) -> None:
    _worded(row, level, changes)
    if "note" in changes:
        row.note = _reworded(row.note, level, changes["note"], pointer="/note")
    if row.stance and changes.get("stance"):
        row.stance = changes["stance"]


def _difference(row: Any, level: Level, changes: Changes) -> None:
    _worded(row, level, changes)
    if "reconciliation" in changes:
        row.reconciliation = _reworded(
            row.reconciliation, level, changes["reconciliation"], pointer="/reconciliation"
        )


def _step(row: Any, level: Level, changes: Changes) -> None:
    for field in ("title", "detail"):
        if field in changes:
            after = _reworded(getattr(row, field), level, changes[field], pointer=f"/{field}")
            if after is None:
                raise InvalidInput("Say what to do in this step.", pointer=f"/{field}")
            setattr(row, field, after)
    if row.parent_id is not None and "is_alert" in changes:
        row.is_alert = changes["is_alert"]


def _outline(row: Any, level: Level, changes: Changes) -> None:
    for field in ("question", "heading", "topic"):
        if field in changes:
            if not changes[field]:
                raise InvalidInput("This cannot be empty.", pointer=f"/{field}")
            setattr(row, field, changes[field])
    if "keywords" in changes:
        row.keywords = changes["keywords"]
    slug = changes.get("slug") or row.article.slug
    if slug != row.article.slug:
        if not has_own_address(row):
            raise InvalidInput(
                "An article with several versions keeps its address.", pointer="/slug"
            )
        if Article.objects.filter(slug=slug).exists():
            raise InvalidInput("Another article has this address.", pointer="/slug")
        row.article.slug = slug


_CHANGE: Final[dict[PartKind, Callable[[Any, Level, Changes], None]]] = {
    PartKind.OUTLINE: _outline,
    PartKind.SECTION: _worded,
    PartKind.STATEMENT: _statement,
    PartKind.DIFFERENCE: _difference,
    PartKind.STEP: _step,
    PartKind.RED_FLAG: _worded,
}
