"""Drugs of the store with the history of their status, and what recommends them. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet

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
    """One entry of a history, with `since` as exactly as it is known."""

    id: int
    status: str
    status_name: str
    since: str
    note: str
    source_title: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The history of a drug in one place, the latest entry first: that one holds."""

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
                Jurisdiction(name, tuple(map(_entry, entries)))
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


def _entry(row: DrugStatus) -> DrugEntry:
    return DrugEntry(
        id=row.pk,
        status=row.status,
        status_name=STATUS_NAMES[row.status],
        since=since_text(row),
        note=row.note,
        source_title=row.work.title,
        source_url=row.work.url,
    )
