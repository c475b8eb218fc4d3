"""Conflicts of interest: whose, in what, since when. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from apps.advisory.members import known_members, member_url
from apps.advisory.models import Interest, InterestKind
from apps.guidelines.domain.values import ConceptKind
from apps.guidelines.models import Concept
from apps.guidelines.terms import FoundConcept, find_concepts
from core.actors import Actor
from core.clock import today
from core.errors import NotFound, WrongState

# Registers of guideline panels ask again every year (WHO handbook, IOM standard 2.3).
RENEW_AFTER: Final = timedelta(days=365)
NOT_INTERVENTIONS: Final = (ConceptKind.CONDITION, ConceptKind.POPULATION)


@dataclass(frozen=True, slots=True)
class InterestView:
    """`intervention` is empty for any; `private_text` is filled for those who may read it only."""

    id: str
    user_id: int
    person: str
    person_url: str
    intervention: str
    intervention_name: str
    kind: str
    kind_name: str
    is_direct: bool
    public_text: str
    private_text: str
    from_on: date
    until_on: date | None
    declared_at: datetime
    withdrawn_at: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Declaration:
    """When somebody last declared, and until when that holds; None for somebody who never did."""

    declared_on: date | None
    due_on: date | None

    @property
    def is_due(self) -> bool:
        return self.due_on is None or self.due_on <= today()


def active_interests() -> QuerySet[Interest]:
    """Those that are not withdrawn and not over."""
    return Interest.objects.filter(withdrawn_at=None).filter(
        Q(until_on=None) | Q(until_on__gte=today())
    )


def declaration_of(user_id: int) -> Declaration:
    """One query."""
    rows = Interest.objects.filter(user=user_id, withdrawn_at=None)
    last: datetime | None = rows.aggregate(last=Max("declared_at"))["last"]
    if last is None:
        return Declaration(None, None)
    return Declaration(last.date(), last.date() + RENEW_AFTER)


def check_declared(actor: Actor) -> None:
    """Nobody votes who never said whether they have an interest. One query. Raises `WrongState`."""
    if declaration_of(actor.get_id()).declared_on is None:
        raise WrongState(
            "Declare your interests before you sign, or that you have none. You find the page "
            f"under “My interests”: {reverse('interests')}"
        )


def undeclared(users: Iterable[int]) -> frozenset[int]:
    """Those who never declared anything, not even that there is nothing. One query."""
    wanted = frozenset(users)
    rows = Interest.objects.filter(user__in=wanted, withdrawn_at=None)
    return wanted - frozenset(rows.values_list("user", flat=True))


def get_own_interest(public_id: uuid.UUID, *, actor: Actor) -> Interest:
    """One query. Raises `NotFound`, for those of others too."""
    row = Interest.objects.filter(public_id=public_id, user=actor.id).first()
    if row is None:
        raise NotFound("You declared no such interest")
    return row


def interests_of(user_id: int, *, with_private: bool) -> tuple[InterestView, ...]:
    """All that somebody ever declared, newest first. Two queries."""
    rows = Interest.objects.filter(user=user_id).order_by("-declared_at", "-pk")
    return view_interests(rows, may_read_private=lambda _: with_private)


def register() -> tuple[InterestView, ...]:
    """Everybody's, by person, newest first, withdrawn ones too; no private part. Two queries."""
    rows = Interest.objects.order_by("user__name", "user", "-declared_at", "-pk")
    return view_interests(rows, may_read_private=lambda _: False)


def find_interventions(text: str) -> tuple[FoundConcept, ...]:
    """Concepts of the store that somebody can have an interest in. Two queries."""
    found = find_concepts(text).concepts
    return tuple(concept for concept in found if concept.kind not in NOT_INTERVENTIONS)


def get_intervention(key: str) -> Concept:
    """One query. Raises `NotFound`."""
    row = Concept.objects.filter(key=key).exclude(kind__in=NOT_INTERVENTIONS).first()
    if row is None:
        raise NotFound("The store has no such intervention")
    return row


def view_interests(
    rows: QuerySet[Interest], *, may_read_private: Callable[[int], bool]
) -> tuple[InterestView, ...]:
    """As they are shown to somebody who may read the private part of these people. Two queries."""
    found = list(rows.select_related("user"))
    members = known_members()
    return tuple(
        _view(row, member_url(members.get(row.user_id)), may_read_private(row.user_id))
        for row in found
    )


def _view(row: Interest, url: str, with_private: bool) -> InterestView:
    is_over = row.until_on is not None and row.until_on < today()
    return InterestView(
        id=str(row.public_id),
        user_id=row.user_id,
        person=row.user.name,
        person_url=url,
        intervention=row.intervention,
        intervention_name=row.intervention_name,
        kind=row.kind,
        kind_name=str(InterestKind(row.kind).label),
        is_direct=row.is_direct,
        public_text=row.public_text,
        private_text=row.private_text if with_private else "",
        from_on=row.from_on,
        until_on=row.until_on,
        declared_at=row.declared_at,
        withdrawn_at=row.withdrawn_at,
        is_active=row.withdrawn_at is None and not is_over,
    )
