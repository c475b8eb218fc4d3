"""Storing what the guidelines of a package share: words, bodies, works, drug statuses.

What that says of works and drugs is news for the recommendations that are there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.guidelines.domain.package import PackageHead
from apps.guidelines.domain.references import is_graver
from apps.guidelines.models import Concept, IssuingBody, Work
from apps.guidelines.services.mark_work import mark_resting
from apps.guidelines.services.set_drug_status import DrugFacts, keep_drug_status
from apps.guidelines.vocabulary import with_fate, with_words
from core.actors import Actor
from core.errors import InvalidInput


def store_vocabulary(head: PackageHead, *, actor: Actor) -> None:
    """Concepts, bodies and works by their keys; an existing row takes the new facts.

    A work that the package knows to be retracted or worse off than before marks what rests on it.
    """
    keys = [facts["key"] for facts in head.concepts]
    known = {concept.key: concept for concept in Concept.objects.filter(key__in=keys)}
    _upsert(Concept, [with_words(known.get(facts["key"]), facts) for facts in head.concepts])
    _upsert(IssuingBody, head.bodies)
    _store_works(head.works, actor)


def _store_works(rows: Sequence[dict[str, Any]], actor: Actor) -> None:
    """An import never makes a work better than the store knows it to be: a person does."""
    known = {row.key: row for row in Work.objects.filter(key__in=[facts["key"] for facts in rows])}
    _upsert(Work, [with_fate(known.get(facts["key"]), facts) for facts in rows])
    fallen = [
        facts["key"]
        for facts in rows
        if facts["key"] in known and is_graver(facts["integrity"], known[facts["key"]].integrity)
    ]
    for work in Work.objects.filter(key__in=fallen):
        mark_resting(work, actor=actor)


def store_drug_statuses(head: PackageHead, *, actor: Actor) -> None:
    """What changes for a drug marks what recommends it.

    Comes before the package's own guidelines, which were written knowing it. Raises `InvalidInput`
    for a drug or a work that nobody defines.
    """
    if not head.drug_statuses:
        return
    drugs = by_key(Concept, [row["drug"] for row in head.drug_statuses])
    works = by_key(Work, [row["work"] for row in head.drug_statuses])
    for row in head.drug_statuses:
        facts = DrugFacts(
            jurisdiction=row["jurisdiction"],
            status=row["status"],
            since=row["since"],
            precision=row["since_precision"],
            note=row["note"],
            work=works[row["work"]],
        )
        keep_drug_status(drugs[row["drug"]], facts, actor=actor)


def by_key(model: type[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Rows of these keys. One query. Raises `InvalidInput` if one is missing."""
    found = {row.key: row for row in model.objects.filter(key__in=set(keys))}
    for key in keys:
        if key not in found:
            raise InvalidInput(
                f"The package names {model._meta.verbose_name} {key!r}, which nobody defines"
            )
    return found


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
