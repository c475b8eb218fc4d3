"""Moving the parts of a draft: among their neighbours, into and out of a statement, elsewhere."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import F

from apps.articles.domain.drafting import PartKind, PartName, Way
from apps.articles.drafts import find_part, neighbours, order_of
from apps.articles.models import ArticleVersion, Section, Statement
from apps.articles.models.content import StatementRole
from apps.articles.services.edit_draft import close_draft, open_draft
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, LostRace

# Further than any list is long: numbers are unique, so a list steps aside before it is numbered.
_ASIDE: Final = 10_000


@transaction.atomic
def move_part(
    *,
    version: ArticleVersion,
    name: PartName,
    to: Way | PartName,
    seen: str,
    actor: Actor,
) -> bool:
    """Move it one place, or a statement to the end of a section; False at the end of the way.

    `seen` is the hash of its neighbours as whoever moves it saw them (`drafts.order_of`). Raises
    `LostRace` where they changed, `InvalidInput`, `NotFound`, and as `open_draft`.
    """
    locked = open_draft(version, actor)
    row = find_part(locked, name)
    if name.kind is PartKind.OUTLINE:
        raise InvalidInput("This stays where it is.", pointer="/to")
    beside = neighbours(row)
    if order_of(beside) != seen:
        raise LostRace("Somebody moved, added or deleted something here. Look again, then move it.")
    if isinstance(to, PartName):
        is_moved = _move_to_section(row, find_part(locked, to))
    elif to in (Way.UP, Way.DOWN):
        is_moved = _swap(row, beside, -1 if to is Way.UP else 1)
    else:
        is_moved = _nest(row, beside) if to is Way.IN else _unnest(row)
    if is_moved:
        record(
            "articles.draft.moved",
            subject=locked,
            subject_id=str(locked.public_id),
            actor=actor,
            part=str(name),
            to=str(to),
        )
        close_draft(locked, actor)
    return is_moved


def renumber(rows: list[Any]) -> None:
    """Number these neighbours in the order of the list, so that the same order has the same numbers
    in every version. Two queries.
    """
    if not rows:
        return
    model = type(rows[0])
    model.objects.filter(pk__in=[row.pk for row in rows]).update(ordinal=F("ordinal") + _ASIDE)
    for ordinal, row in enumerate(rows, start=1):
        row.ordinal = ordinal
    model.objects.bulk_update(rows, ["ordinal"])


def _swap(row: Any, beside: list[Any], step: int) -> bool:
    place = beside.index(row)
    other = place + step
    if not 0 <= other < len(beside):
        return False
    beside[place], beside[other] = beside[other], beside[place]
    renumber(beside)
    return True


def _move_to_section(row: Any, section: Any) -> bool:
    if not (_is_of_section(row) and isinstance(section, Section)):
        raise InvalidInput("Only a statement moves to another section.", pointer="/to")
    if row.section_id == section.pk and row.parent_id is None:
        return False
    _place(row, section=section.pk, parent=None)
    return True


def _nest(row: Any, beside: list[Any]) -> bool:
    """Make it the last point of the statement above it."""
    if not _is_of_section(row) or row.parent_id is not None or row.children.exists():
        raise InvalidInput("Points stand below a statement, one level deep.", pointer="/to")
    place = beside.index(row)
    if place == 0:
        return False
    _place(row, section=row.section_id, parent=beside[place - 1].pk)
    return True


def _unnest(row: Any) -> bool:
    """Make a point the statement that follows the one it stood below."""
    if not _is_of_section(row) or row.parent is None:
        raise InvalidInput("This does not stand below a statement.", pointer="/to")
    above = row.parent
    _place(row, section=row.section_id, parent=None)
    beside = [other for other in neighbours(row) if other.pk != row.pk]
    beside.insert(beside.index(above) + 1, row)
    renumber(beside)
    return True


def _is_of_section(row: Any) -> bool:
    return isinstance(row, Statement) and row.role == StatementRole.STATEMENT


def _place(row: Statement, *, section: int | None, parent: int | None) -> None:
    """Behind the statements of that place, with its points."""
    left = [other for other in neighbours(row) if other.pk != row.pk]
    row.section_id, row.parent_id = section, parent
    row.ordinal = 1 + max((other.ordinal for other in neighbours(row)), default=0)
    row.save(update_fields=["section", "parent", "ordinal"])
    row.children.update(section=section)
    renumber(left)
