"""Conflicts as their pages show them, sides next to each other. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse

from apps.guidelines.citing import (
    published_text,
    shown_statement,
    source_address,
    with_sources,
)
from apps.guidelines.domain.grading import Grade
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Concept, Conflict, ConflictSide, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from core.errors import NotFound

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class ConflictFilters:
    """`state` one of the states, or empty for all; `intervention` a concept key or empty."""

    state: str = ConflictState.OPEN
    intervention: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ConflictItem:
    id: str
    title: str
    intervention: str
    state: str
    is_detected: bool
    sides: int
    reason: str
    settled_by: str
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class ConflictSideView:
    """`is_inferred`: the direction was read from the wording and is not the source's word.

    Where `is_withheld`, `statement` says so, and `source_url` leads to the words.
    """

    url: str
    body: str
    guideline: str
    published: str
    statement: str
    population: str
    conditions: tuple[str, ...]
    direction: str
    direction_name: str
    is_inferred: bool
    grade: Grade
    as_printed: str
    is_withheld: bool
    source_url: str


@dataclass(frozen=True, slots=True)
class ConflictList:
    """`states` counts all conflicts of the tenant by state, whatever the filters.

    `interventions` (key, name) are those that any of them is about.
    """

    items: tuple[ConflictItem, ...]
    states: dict[str, int]
    interventions: tuple[tuple[str, str], ...]
    total: int
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """`sides` are those that are active now; `earlier` counts the others."""

    conflict: ConflictItem
    sides: tuple[ConflictSideView, ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a named person said holds here, where sources differ."""

    reason: str
    by: str
    on: date


def conflicts_page(filters: ConflictFilters) -> ConflictList:
    """Newest first, fifty to a page. Four queries."""
    counted = Conflict.objects.values_list("state").annotate(Count("pk")).order_by()
    subjects = Conflict.objects.order_by("intervention__name", "intervention__key")
    found = _counting_sides()
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.intervention:
        found = found.filter(intervention__key=filters.intervention)
    start = (max(filters.page, 1) - 1) * PAGE_SIZE
    rows = list(found.order_by("-created_at", "-pk")[start : start + PAGE_SIZE + 1])
    return ConflictList(
        items=tuple(_item(row, row.size) for row in rows[:PAGE_SIZE]),
        states={state.value: 0 for state in ConflictState} | dict(counted),
        interventions=tuple(
            subjects.values_list("intervention__key", "intervention__name").distinct()
        ),
        total=found.count(),
        page=max(filters.page, 1),
        has_more=len(rows) > PAGE_SIZE,
    )


def first_conflicts(most: int) -> tuple[ConflictItem, ...]:
    """Open ones, longest waiting first. One query."""
    rows = _counting_sides().filter(state=ConflictState.OPEN).order_by("created_at", "pk")
    return tuple(_item(row, row.size) for row in rows[:most])


def get_conflict(public_id: uuid.UUID) -> Conflict:
    """One query. Raises `NotFound`."""
    row = _with_sides(Conflict.objects.filter(public_id=public_id)).first()
    if row is None:
        raise NotFound("There is no such conflict")
    return row


def conflict_page(public_id: uuid.UUID) -> ConflictPage:
    """One conflict with its sides, for before against, strongest first. Raises `NotFound`."""
    conflict = get_conflict(public_id)
    members = [side.recommendation_id for side in conflict.sides.all()]
    rows = with_sources(
        RecommendationVersion.objects.filter(
            recommendation__in=members, status=VersionStatus.ACTIVE
        )
    )
    ordered = sorted(rows, key=lambda row: (row.direction != "for", -(row.strength or 0), row.pk))
    names = _condition_names(ordered)
    return ConflictPage(
        conflict=_item(conflict, len(members)),
        sides=tuple(_side(row, names) for row in ordered),
        earlier=len(set(members) - {row.recommendation_id for row in ordered}),
    )


def conflicts_for_readers(versions: Collection[int]) -> list[tuple[str, frozenset[int]]]:
    """Conflicts with one of these recommendation versions: title, and all active sides. One query.

    Told while open and after they were settled, for the sources still differ. A direction that was
    read from verbs is not told as a source's until a person has settled the conflict.
    """
    named = ConflictSide.objects.filter(recommendation__versions__in=versions)
    rows = (
        ConflictSide.objects.filter(
            recommendation__versions__status=VersionStatus.ACTIVE,
            conflict__state__in=(ConflictState.OPEN, ConflictState.SETTLED),
            conflict__in=named.values("conflict"),
        )
        .order_by("conflict")
        .values_list(
            "conflict",
            "conflict__title",
            "recommendation__versions__pk",
            "recommendation__versions__direction",
            "conflict__is_detected",
            "conflict__state",
            "recommendation__versions__direction_inferred",
        )
    )
    sides: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    hidden: set[tuple[int, str]] = set()
    for pk, title, version, direction, is_detected, state, is_inferred in rows:
        if is_detected and state == ConflictState.OPEN and is_inferred:
            hidden.add((pk, title))
        else:
            sides[pk, title][version] = direction
    return [
        (conflict[1], frozenset(members))
        for conflict, members in sides.items()
        if len(members) > 1 and (conflict not in hidden or len({*members.values()}) > 1)
    ]


def settlements(told: Mapping[str, Collection[int]]) -> dict[str, Settlement]:
    """How settled conflicts were settled, by title. One query.

    `told` has the recommendations that are shown as sides, by the title of their conflict; all of
    them must be sides of it.
    """
    rows = Conflict.objects.filter(state=ConflictState.SETTLED, title__in=list(told))
    return {
        row.title: Settlement(row.reason, row.settled_by_name, row.settled_on)
        for row in rows.annotate(members=ArrayAgg("sides__recommendation"))
        if row.settled_on and set(told[row.title]) <= set(row.members)
    }


def _counting_sides() -> QuerySet[Any]:
    return Conflict.objects.select_related("intervention").annotate(size=Count("sides"))


def _with_sides(rows: QuerySet[Conflict]) -> QuerySet[Conflict]:
    return rows.select_related("intervention").prefetch_related(
        Prefetch("sides", queryset=ConflictSide.objects.order_by("pk"))
    )


def _item(row: Conflict, sides: int) -> ConflictItem:
    return ConflictItem(
        id=str(row.public_id),
        title=row.title,
        intervention=row.intervention.name,
        state=row.state,
        is_detected=row.is_detected,
        sides=sides,
        reason=row.reason,
        settled_by=row.settled_by_name,
        settled_on=row.settled_on,
    )


def _condition_names(rows: Iterable[RecommendationVersion]) -> dict[str, str]:
    keys = {key for row in rows for key in row.conditions}
    return dict(Concept.objects.filter(key__in=keys).values_list("key", "name"))


def _side(row: RecommendationVersion, names: dict[str, str]) -> ConflictSideView:
    edition = row.guideline_version
    grade = row.grade
    return ConflictSideView(
        url=reverse("recommendation", args=[row.public_id]),
        body=edition.guideline.body.short_name,
        guideline=edition.guideline.title,
        published=published_text(edition),
        statement=shown_statement(row),
        population=row.population,
        conditions=tuple(names[key] for key in row.conditions),
        direction=row.direction,
        direction_name=grade.direction_name,
        is_inferred=row.direction_inferred,
        grade=grade,
        as_printed=row.label_as_printed,
        is_withheld=row.is_withheld,
        source_url=source_address(edition.work),
    )
