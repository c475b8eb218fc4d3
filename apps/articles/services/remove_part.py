"""Deleting a part of a draft, and putting it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from apps.articles.domain.drafting import PartKind, PartName
from apps.articles.drafts import briefs, digest, find_part, neighbours
from apps.articles.models import (
    AlgorithmStep,
    ArticleVersion,
    Citation,
    Difference,
    RemovedPart,
    Section,
    Statement,
    StepBasis,
    UnresolvedCitation,
)
from apps.articles.models.content import StatementRole
from apps.articles.services.edit_draft import close_draft, open_draft
from apps.articles.services.move_part import renumber
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, LostRace, WrongState

Content = list[tuple[str, dict[str, Any]]]
_LONGEST_LABEL: Final = 200
_PARENTS: Final = {
    "section_id": Section,
    "parent_id": Statement,
    "difference_id": Difference,
}


def seen_whole(row: Any) -> str:
    """The hash of a part with all that lies in it, as a page showed it before it is deleted."""
    return digest(_content(row))


@transaction.atomic
def remove_part(*, version: ArticleVersion, name: PartName, seen: str, actor: Actor) -> RemovedPart:
    """Delete it with all that lies in it, and keep it so that it can be put back.

    Raises `LostRace` where it is not as it was seen (`seen_whole`), `NotFound`, and as
    `open_draft`.
    """
    locked = open_draft(version, actor)
    row = find_part(locked, name)
    if name.kind is PartKind.OUTLINE:
        raise InvalidInput("A draft always has its question.", pointer="/part")
    content = _content(row)
    if digest(content) != seen:
        raise LostRace("Somebody changed this after you asked to delete it. Look at it again.")
    kept = RemovedPart.objects.create(
        version=locked,
        kind=name.kind,
        label=_label(row)[:_LONGEST_LABEL],
        content=content,
        removed_by_name=actor.name,
    )
    beside = [other for other in neighbours(row) if other.pk != row.pk]
    row.delete()
    renumber(beside)
    record(
        "articles.draft.removed",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=str(name),
    )
    close_draft(locked, actor)
    return kept


@transaction.atomic
def restore_part(*, version: ArticleVersion, removed_id: int, actor: Actor) -> bool:
    """Put it back where it was; False where somebody did so already.

    Raises `WrongState` where what it lay in is gone, and as `open_draft`.
    """
    locked = open_draft(version, actor)
    kept = RemovedPart.objects.filter(version=locked, pk=removed_id).first()
    if kept is None:
        return False
    rows = [_row(label, values) for label, values in kept.content]
    _check_place(locked, rows[0])
    _settle(locked, rows[0])
    for row in rows[1:]:
        if not (isinstance(row, StepBasis) and not _stands(row)):
            row.save(force_insert=True)
    kept.delete()
    record(
        "articles.draft.restored",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=f"{kept.kind}-{rows[0].pk}",
    )
    close_draft(locked, actor)
    return True


def _label(row: Any) -> str:
    title = row.title["clinician"] if isinstance(row, AlgorithmStep) else row.clinician
    return str(title)


def _content(row: Any) -> Content:
    """As JSON has it, so that it is the same when it is read again."""
    rows = [
        (
            item._meta.label,
            {field.attname: getattr(item, field.attname) for field in item._meta.fields},
        )
        for item in _whole(row)
    ]
    content: Content = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
    return content


def _whole(row: Any) -> Iterator[Any]:
    """The part and what lies in it, what others lie in first."""
    yield row
    if isinstance(row, Section):
        yield from row.differences.order_by("pk")
        yield from _with_marks(
            Statement.objects.filter(section=row).order_by("parent", "pk"),
            Statement.objects.filter(difference__section=row).order_by("pk"),
        )
    elif isinstance(row, Difference):
        yield from _with_marks(row.positions.order_by("pk"))
    elif isinstance(row, Statement):
        yield from row.children.order_by("pk")
        yield from _marks([row.pk, *row.children.values_list("pk", flat=True)])
    elif isinstance(row, AlgorithmStep):
        yield from row.branches.order_by("pk")
        steps = [row.pk, *row.branches.values_list("pk", flat=True)]
        yield from StepBasis.objects.filter(step__in=steps).order_by("pk")


def _with_marks(*groups: Any) -> Iterator[Any]:
    """Parents come before their points: NULL is last in PostgreSQL's order, so they are sorted."""
    rows = [row for group in groups for row in group]
    yield from sorted(rows, key=lambda row: (row.parent_id is not None, row.pk))
    yield from _marks([row.pk for row in rows])


def _marks(statements: list[int]) -> Iterator[Any]:
    for model in (Citation, UnresolvedCitation, StepBasis):
        yield from model.objects.filter(statement__in=statements).order_by("pk")


def _row(label: str, values: dict[str, Any]) -> Any:
    return apps.get_model(label)(**values)


def _check_place(version: ArticleVersion, row: Any) -> None:
    is_second = isinstance(row, Statement) and row.role == StatementRole.BRIEF
    if is_second and briefs(version).exists():
        raise WrongState("There is another direct answer now. Delete that first.")
    parents: dict[str, Any] = {**_PARENTS, "parent_id": type(row)}
    for name, model in parents.items():
        pk = getattr(row, name, None)
        if pk is not None and not model.objects.filter(version=version, pk=pk).exists():
            raise WrongState("What it stood in was deleted too. Put that back first.")


def _settle(version: ArticleVersion, row: Any) -> None:
    """Among its neighbours of now, at the number that it had."""
    if isinstance(row, Section):
        keys = set(Section.objects.filter(version=version).values_list("key", flat=True))
        row.key = row.key if row.key not in keys else f"{row.key[:40]}-{row.pk}"
    if isinstance(row, Statement) and row.role == StatementRole.BRIEF:
        row.save(force_insert=True)
        return
    place = row.ordinal - 1
    beside = neighbours(row)
    row.ordinal = 1 + max((other.ordinal for other in beside), default=0)
    row.save(force_insert=True)
    beside.insert(place, row)
    renumber(beside)


def _stands(basis: StepBasis) -> bool:
    """Whether both ends of it are there: what it joined may have gone meanwhile."""
    return (
        AlgorithmStep.objects.filter(pk=basis.step_id).exists()
        and Statement.objects.filter(pk=basis.statement_id).exists()
    )
