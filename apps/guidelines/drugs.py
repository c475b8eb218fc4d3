"""Drugs of the store with the history of their status, and what recommends them. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet

from apps.guidelines.domain.values import DrugState
from apps.guidelines.evidence import in_force
from apps.guidelines.models import Concept, DrugStatus, RecommendationVersion
from apps.guidelines.search import Vocabulary
from core.errors import NotFound

DRUG_KINDS: Final = ("drug", "drug_class", "vaccine")
STATUS_NAMES: Final = {
    "marketed": "Marketed",
    "restricted": "Restricted",
    "marketing_ended": "No longer marketed",
    "form_withdrawn": "A form of it was withdrawn",
}
_PATTERNS: Final = {"year": "%Y", "month": "%B %Y", "day": "%-d %B %Y"}


@dataclass(frozen=True, slots=True)
class DrugEntry:
    """One entry of a history, with `since` as exactly as it is known. `holds`: see `holding`."""

    id: int
    holds: bool
    status: str
    status_name: str
    since: str
    note: str
    source_title: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The history of a drug in one place, the latest entry first."""

    name: str
    entries: tuple[DrugEntry, ...]


@dataclass(frozen=True, slots=True)
class DrugItem:
    public_id: uuid.UUID
    name: str
    places: tuple[Jurisdiction, ...]


def find_drugs(text: str) -> QuerySet[Concept]:
    """Drugs, classes and vaccines with these letters in their name or a term, by name."""
    drugs = Concept.objects.filter(kind__in=DRUG_KINDS).order_by("name", "pk")
    return drugs.filter(Q(name__icontains=text) | Q(terms__icontains=text)) if text else drugs


def with_histories(drugs: list[Concept]) -> tuple[DrugItem, ...]:
    """One query whatever their number."""
    by_drug: dict[int, list[DrugStatus]] = defaultdict(list)
    rows = DrugStatus.objects.filter(drug__in=[drug.pk for drug in drugs]).select_related("work")
    for row in rows.order_by("jurisdiction", "-since", "-pk"):
        by_drug[row.drug_id].append(row)
    return tuple(
        DrugItem(
            public_id=drug.public_id,
            name=drug.name,
            places=tuple(
                _place(name, list(entries))
                for name, entries in groupby(by_drug[drug.pk], lambda row: row.jurisdiction)
            ),
        )
        for drug in drugs
    )


def get_drug(public_id: uuid.UUID) -> Concept:
    """Raises `NotFound`."""
    drug = Concept.objects.filter(public_id=public_id, kind__in=DRUG_KINDS).first()
    if drug is None:
        raise NotFound("There is no such drug")
    return drug


def get_entry(drug: Concept, entry_id: int) -> DrugStatus:
    """Of this drug's history. Raises `NotFound`."""
    entry = DrugStatus.objects.filter(drug=drug, pk=entry_id).first()
    if entry is None:
        raise NotFound("There is no such entry")
    return entry


def recommending(drug: Concept) -> QuerySet[RecommendationVersion]:
    """What is in force and names the drug or something narrower. One query of its own."""
    keys = sorted(Vocabulary().with_narrower(drug.key))
    return in_force().filter(interventions__overlap=keys)


def since_text(row: DrugStatus) -> str:
    """As precisely as it is known: 2010, September 2010 or 24 September 2010."""
    return row.since.strftime(_PATTERNS[row.since_precision])


def holding(history: Iterable[DrugStatus]) -> set[int]:
    """Ids of what holds now of the entries of one drug in one place.

    The latest status holds with all of its day. That a form was withdrawn ends no other status.
    """
    rows = list(history)
    statuses = [row.since for row in rows if row.status != DrugState.FORM_WITHDRAWN]
    latest = max(statuses, default=date.min)
    return {row.pk for row in rows if row.since >= latest}


def _place(name: str, history: list[DrugStatus]) -> Jurisdiction:
    held = holding(history)
    return Jurisdiction(name, tuple(_entry(row, holds=row.pk in held) for row in history))


def _entry(row: DrugStatus, *, holds: bool) -> DrugEntry:
    return DrugEntry(
        id=row.pk,
        holds=holds,
        status=row.status,
        status_name=STATUS_NAMES[row.status],
        since=since_text(row),
        note=row.note,
        source_title=row.work.title,
        source_url=row.work.url,
    )
