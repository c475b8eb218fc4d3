"""Citing records of the store in a draft, and naming the statements that a step rests on."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.articles.domain.drafting import PartKind, PartName, Way
from apps.articles.drafts import digest, find_part, order_of
from apps.articles.models import (
    ArticleVersion,
    Citation,
    Statement,
    StepBasis,
    UnresolvedCitation,
)
from apps.articles.services.edit_draft import close_draft, open_draft
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, LostRace, NotFound, WrongState


@transaction.atomic
def cite(
    *,
    version: ArticleVersion,
    name: PartName,
    recommendation_id: uuid.UUID,
    instead_of: int | None,
    actor: Actor,
) -> bool:
    """Let the statement rest on the record, in the place of an unresolved marker if one is named.

    Citing twice is citing once. Raises `WrongState` for a record that is not active, `NotFound`,
    and as `open_draft`.
    """
    locked = open_draft(version, actor)
    statement = _statement(locked, name)
    cited = RecommendationVersion.objects.filter(public_id=recommendation_id).first()
    if cited is None:
        raise NotFound("There is no such recommendation")
    if cited.status != VersionStatus.ACTIVE:
        raise WrongState("This recommendation is no longer active. Pick the one that is.")
    marker = statement.unresolved_citations.filter(pk=instead_of).first() if instead_of else None
    _, is_new = Citation.objects.get_or_create(
        statement=statement,
        recommendation_version=cited,
        defaults={"ordinal": marker.ordinal if marker else _next_ordinal(statement)},
    )
    if marker is not None:
        marker.delete()
    if is_new or marker is not None:
        record(
            "articles.draft.cited",
            subject=locked,
            subject_id=str(locked.public_id),
            actor=actor,
            part=str(name),
            recommendation=str(recommendation_id),
        )
        close_draft(locked, actor)
    return is_new


@transaction.atomic
def drop_citation(
    *, version: ArticleVersion, name: PartName, marker: tuple[str, int], actor: Actor
) -> bool:
    """Take a citation or an unresolved marker away; False where it is gone already.

    `marker` is "citation" or "unresolved", and the row. Raises `NotFound`, and as `open_draft`.
    """
    locked = open_draft(version, actor)
    statement = _statement(locked, name)
    kind, pk = marker
    model: Any = Citation if kind == "citation" else UnresolvedCitation
    row = model.objects.filter(statement=statement, pk=pk).first()
    if row is None:
        return False
    said = str(row.recommendation_version.public_id) if isinstance(row, Citation) else row.name
    row.delete()
    record(
        "articles.draft.uncited",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=str(name),
        recommendation=said,
    )
    close_draft(locked, actor)
    return True


@transaction.atomic
def move_citation(
    *,
    version: ArticleVersion,
    name: PartName,
    citation: int,
    to: Way,
    seen: str,
    actor: Actor,
) -> bool:
    """One place up or down among the statement's citations; False at the end of the way.

    Raises `LostRace` where they are not those that were seen (`drafts.order_of`), `NotFound`, and
    as `open_draft`.
    """
    locked = open_draft(version, actor)
    statement = _statement(locked, name)
    rows = list(statement.citations.order_by("ordinal", "pk"))
    place = next((index for index, row in enumerate(rows) if row.pk == citation), None)
    if place is None:
        raise NotFound("This citation is not there any more. Look at the page again.")
    if order_of(rows) != seen:
        raise LostRace("Somebody changed what is cited here. Look again, then move it.")
    other = place + (-1 if to is Way.UP else 1)
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for ordinal, row in enumerate(rows, start=1):
        row.ordinal = ordinal
    Citation.objects.bulk_update(rows, ["ordinal"])
    record(
        "articles.draft.recited",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=str(name),
    )
    close_draft(locked, actor)
    return True


def seen_basis(step: Any) -> str:
    """The hash of what a step rests on, as a page showed it."""
    return digest(sorted(step.bases.values_list("statement", flat=True)))


@transaction.atomic
def set_basis(
    *,
    version: ArticleVersion,
    name: PartName,
    statements: Collection[int],
    seen: str,
    actor: Actor,
) -> bool:
    """Let a step rest on these statements of its draft and no others; False where it does.

    Raises `LostRace` where it rests on others than were seen, `InvalidInput`, `NotFound`, and as
    `open_draft`.
    """
    locked = open_draft(version, actor)
    if name.kind is not PartKind.STEP:
        raise InvalidInput("Only a step rests on statements.", pointer="/part")
    step = find_part(locked, name)
    wanted = set(Statement.objects.filter(version=locked, pk__in=statements))
    if len(wanted) < len(set(statements)):
        raise LostRace("A statement that you chose was deleted. Choose again.")
    before = {basis.statement_id for basis in step.bases.all()}
    if before == {row.pk for row in wanted}:
        return False
    if seen_basis(step) != seen:
        raise LostRace("Somebody chose other statements meanwhile. Look again, then choose.")
    step.bases.exclude(statement__in=wanted).delete()
    StepBasis.objects.bulk_create(
        StepBasis(step=step, statement=row) for row in wanted if row.pk not in before
    )
    record(
        "articles.draft.basis_set",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        part=str(name),
        statements=sorted(row.key for row in wanted),
    )
    close_draft(locked, actor)
    return True


def _statement(version: ArticleVersion, name: PartName) -> Statement:
    if name.kind is not PartKind.STATEMENT:
        raise InvalidInput("Only a statement cites.", pointer="/part")
    row: Statement = find_part(version, name)
    return row


def _next_ordinal(statement: Statement) -> int:
    last: int | None = statement.citations.aggregate(last=Max("ordinal"))["last"]
    return (last or 0) + 1
