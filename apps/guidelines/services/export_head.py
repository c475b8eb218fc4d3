"""What the guidelines of a package share, as the package writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Prefetch, QuerySet

from apps.guidelines.domain.fields import Field, write_fields
from apps.guidelines.domain.package import FORMAT
from apps.guidelines.domain.package_fields import (
    BODY_FIELDS,
    CONCEPT_FIELDS,
    CONFLICT_FIELDS,
    DRUG_STATUS_FIELDS,
    LINK_FIELDS,
    WORK_FIELDS,
)
from apps.guidelines.models import (
    Concept,
    Conflict,
    ConflictSide,
    DrugStatus,
    Guideline,
    IssuingBody,
    Link,
    Recommendation,
    Work,
)

_CONCEPT_COLUMNS: Final = (
    "conditions",
    "interventions",
    "comparators",
    "for_those_who_cannot_take",
)


def export_head(
    chosen: QuerySet[Guideline], written: list[dict[str, Any]], *, whole: bool
) -> dict[str, Any]:
    """`written` are the guidelines' documents. Of a part of the store, only what they name comes
    along: concepts with all above them, works, bodies, and relations with both ends in it.
    """
    conflicts = list(_conflicts(chosen, whole=whole))
    statuses = DrugStatus.objects.select_related("drug", "work").order_by(
        # Two of one day in the order in which they were written: the later one holds.
        "drug__key",
        "jurisdiction",
        "since",
        "pk",
    )
    concepts = _concepts(None if whole else _named_concepts(written, conflicts))
    drugs = {row["key"] for row in concepts}
    drug_statuses = [row for row in statuses if row.drug.key in drugs]
    works = None if whole else _named_works(written) | {row.work.key for row in drug_statuses}
    bodies = None if whole else {row["body"] for row in written}
    return {
        "format": FORMAT,
        "demonstration": bool(written) and all(row.get("demonstration") for row in written),
        "concepts": concepts,
        "bodies": _keyed(IssuingBody, BODY_FIELDS, bodies),
        "works": _keyed(Work, WORK_FIELDS, works),
        "drug_statuses": [
            write_fields(
                {**vars(row), "drug": row.drug.key, "work": row.work.key}, DRUG_STATUS_FIELDS
            )
            for row in drug_statuses
        ],
        "conflicts": conflicts,
        "links": list(_links(chosen)),
    }


def _keyed(
    model: type[Any], fields: tuple[Field, ...], keys: set[str] | None
) -> list[dict[str, Any]]:
    rows = model.objects.order_by("key")
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return [write_fields(vars(row), fields) for row in rows]


def _concepts(named: set[str] | None) -> list[dict[str, Any]]:
    """All, or the named ones and everything that is broader."""
    rows = {row.key: row for row in Concept.objects.order_by("key")}
    if named is not None:
        waiting, kept = list(named), set()
        while waiting:
            key = waiting.pop()
            if key in rows and key not in kept:
                kept.add(key)
                waiting.extend(rows[key].broader)
        rows = {key: row for key, row in rows.items() if key in kept}
    return [write_fields(vars(row), CONCEPT_FIELDS) for row in rows.values()]


def _recommendations(written: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for guideline in written:
        for version in guideline["versions"]:
            yield from version["recommendations"]


def _named_concepts(written: list[dict[str, Any]], conflicts: list[dict[str, Any]]) -> set[str]:
    named = {
        key
        for row in _recommendations(written)
        for column in _CONCEPT_COLUMNS
        for key in row.get(column, [])
    }
    named |= {
        action["concept"]
        for row in _recommendations(written)
        for action in row.get("actions", [])
        if "concept" in action
    }
    return named | {row["intervention"] for row in conflicts}


def _named_works(written: list[dict[str, Any]]) -> set[str]:
    editions = {version["work"] for guideline in written for version in guideline["versions"]}
    return editions | {
        citation["work"]
        for row in _recommendations(written)
        for citation in row.get("citations", [])
    }


def _conflicts(chosen: QuerySet[Guideline], *, whole: bool) -> Iterator[dict[str, Any]]:
    keys = set(chosen.values_list("key", flat=True))
    sides = ConflictSide.objects.select_related("recommendation__guideline")
    rows = Conflict.objects.select_related("intervention").prefetch_related(
        Prefetch("sides", queryset=sides)
    )
    for row in rows.order_by("key"):
        names = sorted(_name(side.recommendation) for side in row.sides.all())
        if whole or {guideline for guideline, _ in names} <= keys:
            facts = {
                **vars(row),
                "intervention": row.intervention.key,
                "recommendations": names,
                "settled_by": row.settled_by_name,
            }
            yield write_fields(facts, CONFLICT_FIELDS)


def _links(chosen: QuerySet[Guideline]) -> Iterable[dict[str, Any]]:
    rows = Link.objects.filter(start__guideline__in=chosen).select_related(
        "start__guideline", "end__guideline"
    )
    keys = set(chosen.values_list("key", flat=True))
    written = []
    for row in rows:
        document = write_fields({**vars(row), "start": _name(row.start)}, LINK_FIELDS)
        if row.end is not None and row.end.guideline.key not in keys:
            continue
        if row.end is not None:
            document["to"] = "/".join(_name(row.end))
        written.append(document)
    return sorted(written, key=lambda item: (item["from"], item.get("to", ""), item["kind"]))


def _name(row: Recommendation) -> tuple[str, str]:
    return row.guideline.key, row.key
