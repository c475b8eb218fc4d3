"""Storing what the guidelines of a package share: words, bodies, works, drug statuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.guidelines.domain.package import PackageHead
from apps.guidelines.models import Concept, DrugStatus, IssuingBody, Work
from core.errors import InvalidInput


def store_vocabulary(head: PackageHead) -> None:
    """Concepts, bodies and works by their keys; an existing row takes the new facts."""
    keys = [facts["key"] for facts in head.concepts]
    known = {concept.key: concept for concept in Concept.objects.filter(key__in=keys)}
    _upsert(Concept, [_added(known.get(facts["key"]), facts) for facts in head.concepts])
    _upsert(IssuingBody, head.bodies)
    _upsert(Work, head.works)


def store_drug_statuses(head: PackageHead) -> None:
    """Raises `InvalidInput` for a drug or a work that nobody defines."""
    if not head.drug_statuses:
        return
    drugs = by_key(Concept, [row["drug"] for row in head.drug_statuses])
    works = by_key(Work, [row["work"] for row in head.drug_statuses])
    for row in head.drug_statuses:
        DrugStatus.objects.update_or_create(
            drug=drugs[row["drug"]],
            jurisdiction=row["jurisdiction"],
            status=row["status"],
            defaults={
                "since": row["since"],
                "since_precision": row["since_precision"],
                "note": row["note"],
                "work": works[row["work"]],
            },
        )


def by_key(model: type[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Rows of these keys. One query. Raises `InvalidInput` if one is missing."""
    found = {row.key: row for row in model.objects.filter(key__in=set(keys))}
    for key in keys:
        if key not in found:
            raise InvalidInput(
                f"The package names {model._meta.verbose_name} {key!r}, which nobody defines"
            )
    return found


def _added(known: Concept | None, facts: dict[str, Any]) -> dict[str, Any]:
    """Words for a concept add up: a package must not take away what another one called it."""
    if known is None:
        return facts
    codes = [*known.codes, *(code for code in facts["codes"] if code not in known.codes)]
    return {
        **facts,
        "terms": list(dict.fromkeys([*known.terms, *facts["terms"]])),
        "broader": list(dict.fromkeys([*known.broader, *facts["broader"]])),
        "codes": codes,
    }


def _upsert(model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Rows by their key, some thousand a query."""
    if rows:
        model.objects.bulk_create(
            [model(**facts) for facts in rows],
            update_conflicts=True,
            unique_fields=["tenant", "key"],
            update_fields=[name for name in rows[0] if name != "key"],
            batch_size=1_000,
        )
