"""Adding a part to a draft, in the words that were typed, at every level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from apps.articles.domain.drafting import ADDED_TO, Addition, PartName, worded
from apps.articles.drafts import (
    briefs,
    find_part,
    fresh_key,
    name_of,
    section_key,
)
from apps.articles.models import (
    AlgorithmStep,
    ArticleVersion,
    Difference,
    RedFlag,
    Section,
    Statement,
)
from apps.articles.models.content import StatementRole
from apps.articles.services.edit_draft import close_draft, open_draft
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, WrongState


@dataclass(frozen=True, slots=True)
class Added:
    """`detail` is the how of a step or the then of a branch; `stance` is a position's."""

    text: str
    detail: str = ""
    stance: str = ""
    is_alert: bool = False


@transaction.atomic
def add_part(
    *,
    version: ArticleVersion,
    what: Addition,
    to: PartName | None,
    added: Added,
    actor: Actor,
) -> PartName:
    """Put it behind its neighbours; what stands there in these words already is not added again.

    Raises `InvalidInput`, `NotFound` where `to` is gone, and as `open_draft`.
    """
    locked = open_draft(version, actor)
    if not added.text:
        raise InvalidInput("Write what should be added.", pointer="/text")
    if (to.kind if to else None) not in (ADDED_TO[what] or {None}):
        raise InvalidInput("This cannot be added there.", pointer="/to")
    host = find_part(locked, to) if to else None
    row, is_new = _MAKE[what](locked, host, added)
    if is_new:
        record(
            "articles.draft.added",
            subject=locked,
            subject_id=str(locked.public_id),
            actor=actor,
            what=what,
            part=str(name_of(row)),
        )
        close_draft(locked, actor)
    return name_of(row)


def _put(among: QuerySet[Any], said: dict[str, Any], facts: dict[str, Any]) -> tuple[Any, bool]:
    """The row among these that says so, made behind them where there is none."""
    known = among.filter(**said).first()
    if known is not None:
        return known, False
    last = among.aggregate(last=Max("ordinal"))["last"] or 0
    return among.model.objects.create(**said, **facts, ordinal=last + 1), True


def _section(version: ArticleVersion, _: Any, added: Added) -> tuple[Any, bool]:
    rows = Section.objects.filter(version=version)
    key = section_key(added.text, rows.values_list("key", flat=True))
    return _put(rows, worded(added.text), {"version": version, "key": key})


def _brief(version: ArticleVersion, _: Any, added: Added) -> tuple[Any, bool]:
    said = worded(added.text)
    if briefs(version).exclude(**said).exists():
        raise WrongState("The direct answer is there already.")
    known = briefs(version).first()
    if known is not None:
        return known, False
    facts = {"version": version, "role": StatementRole.BRIEF, "key": "brief", "ordinal": 0}
    return Statement.objects.create(**said, **facts), True


def _statement(version: ArticleVersion, host: Any, added: Added) -> tuple[Any, bool]:
    """Below a statement it is a point of it."""
    place = _place_below(host) if isinstance(host, Statement) else (host, None)
    section, parent = place
    rows = Statement.objects.filter(version=version, section=section, parent=parent)
    facts = {
        "version": version,
        "role": StatementRole.STATEMENT,
        "section": section,
        "parent": parent,
        "key": fresh_key(),
    }
    return _put(rows, worded(added.text), facts)


def _place_below(host: Statement) -> tuple[Section, Statement]:
    if host.role != StatementRole.STATEMENT or host.section is None or host.parent_id is not None:
        raise InvalidInput("Points stand below a statement, one level deep.", pointer="/to")
    return host.section, host


def _difference(version: ArticleVersion, host: Any, added: Added) -> tuple[Any, bool]:
    rows = Difference.objects.filter(section=host)
    return _put(rows, worded(added.text), {"version": version, "section": host})


def _position(version: ArticleVersion, host: Any, added: Added) -> tuple[Any, bool]:
    if not added.stance:
        raise InvalidInput("Say which way this source points.", pointer="/stance")
    rows = Statement.objects.filter(difference=host)
    facts = {
        "version": version,
        "role": StatementRole.POSITION,
        "difference": host,
        "key": fresh_key(),
        "stance": added.stance,
    }
    return _put(rows, worded(added.text), facts)


def _step(version: ArticleVersion, host: Any, added: Added) -> tuple[Any, bool]:
    if not added.detail:
        raise InvalidInput("Say how it is done.", pointer="/detail")
    if host is not None and host.parent_id is not None:
        raise InvalidInput("A branch has no branches.", pointer="/to")
    rows = AlgorithmStep.objects.filter(version=version, parent=host)
    said = {"title": worded(added.text), "detail": worded(added.detail)}
    facts = {"version": version, "parent": host, "is_alert": added.is_alert and host is not None}
    return _put(rows, said, facts)


def _red_flag(version: ArticleVersion, _: Any, added: Added) -> tuple[Any, bool]:
    rows = RedFlag.objects.filter(version=version)
    return _put(rows, worded(added.text), {"version": version})


_MAKE: Final[dict[Addition, Callable[[ArticleVersion, Any, Added], tuple[Any, bool]]]] = {
    Addition.BRIEF: _brief,
    Addition.SECTION: _section,
    Addition.STATEMENT: _statement,
    Addition.DIFFERENCE: _difference,
    Addition.POSITION: _position,
    Addition.STEP: _step,
    Addition.BRANCH: _step,
    Addition.RED_FLAG: _red_flag,
}
