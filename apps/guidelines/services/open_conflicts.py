"""Storing conflicts that were detected, under keys and titles made from what they are about."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from apps.guidelines.domain.conflict_groups import FreshConflict
from apps.guidelines.domain.disagreement import Position
from apps.guidelines.models import Concept, Conflict, ConflictSide, Guideline, Recommendation
from core.actors import Actor
from core.audit.record import record

# Such a conflict is for curators only until somebody settles it: readers are told what sources say,
# not what we read into their verbs.
INFERRED: Final = (
    "A direction was read from the wording, because the source prints none. Read both first."
)
_LONGEST_TITLE: Final = 200


def open_conflicts(
    *, fresh: list[FreshConflict], positions: Mapping[int, Position], actor: Actor
) -> None:
    """Three queries and three inserts, whatever their number; one audit entry."""
    if not fresh:
        return
    names = _names(fresh)
    concepts = _concepts(fresh, positions)
    conflicts = Conflict.objects.bulk_create(
        [
            Conflict(
                key=_key(item, names),
                title=_title(item, concepts, positions),
                intervention=concepts[item.intervention],
                is_detected=True,
                reason=INFERRED if item.is_inferred else "",
            )
            for item in fresh
        ]
    )
    ConflictSide.objects.bulk_create(
        ConflictSide(conflict=conflict, recommendation_id=side)
        for conflict, item in zip(conflicts, fresh, strict=True)
        for side in sorted(item.sides)
    )
    record(
        "guidelines.conflicts.detected",
        subject=conflicts[0],
        subject_id=str(conflicts[0].public_id),
        actor=actor,
        opened=[conflict.key for conflict in conflicts],
    )


def _names(fresh: Iterable[FreshConflict]) -> dict[int, str]:
    ids = {side for item in fresh for side in item.sides}
    rows = list(Recommendation.objects.filter(pk__in=ids))
    guidelines = Guideline.objects.in_bulk({row.guideline_id for row in rows})
    return {row.pk: f"{guidelines[row.guideline_id].key}/{row.key}" for row in rows}


def _concepts(
    fresh: Iterable[FreshConflict], positions: Mapping[int, Position]
) -> dict[str, Concept]:
    keys = {key for item in fresh for key in (item.intervention, item.comparator)}
    keys |= {key for item in fresh for side in item.sides for key in positions[side].conditions}
    return {row.key: row for row in Concept.objects.filter(key__in=keys)}


def _key(item: FreshConflict, names: Mapping[int, str]) -> str:
    """The same in every store: what it is about, and a digest of its first sides."""
    sides = "\n".join(sorted(names[side] for side in item.sides))
    digest = hashlib.sha256(sides.encode()).hexdigest()[:12]
    return f"{item.intervention[:67]}-{digest}"


def _title(
    item: FreshConflict, concepts: Mapping[str, Concept], positions: Mapping[int, Position]
) -> str:
    """As it continues "Sources differ:"; the condition is the one that most sides name."""
    title = concepts[item.intervention].name
    if item.comparator in concepts:
        title = f"{title} or {concepts[item.comparator].name}"
    named = Counter(
        key for side in sorted(item.sides) for key in sorted(positions[side].conditions)
    )
    common = min(named, key=lambda key: (-named[key], key), default="")
    if common in concepts:
        title = f"{title} in {concepts[common].name}"
    return title[:_LONGEST_TITLE]
