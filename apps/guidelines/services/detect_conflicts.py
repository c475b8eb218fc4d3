"""Opening, extending, closing and reopening conflicts when recommendations come, change or go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from apps.accounts.models import Tenant
from apps.guidelines.domain.conflict_groups import (
    Grouping,
    KnownConflict,
    group_disagreements,
)
from apps.guidelines.domain.disagreement import Disagreement, Position, find_disagreements
from apps.guidelines.domain.lineage import Lineage
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict, ConflictSide
from apps.guidelines.positions import find_opponents, load_lineage, load_positions
from apps.guidelines.services.open_conflicts import INFERRED, open_conflicts
from core.actors import Actor
from core.audit.record import record
from core.tenancy.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class _Situation:
    """What is known when conflicts are judged; `judged` are those whose every pair was compared."""

    positions: dict[int, Position]
    grouping: Grouping
    judged: frozenset[int]


@transaction.atomic
def reconsider_conflicts(*, recommendations: Collection[int], actor: Actor) -> None:
    """Look again at these recommendations (ids), whatever happened to them.

    Only pairs with one of them are compared, and the sides of conflicts that they are in. About
    fifteen queries, some for each conflict that closes or reopens. One at a time within a tenant.
    """
    if not recommendations:
        return
    # Two imports at once would not see each other's recommendations.
    Tenant.objects.select_for_update(no_key=True).get(pk=current_tenant_id())
    touched = set(recommendations)
    affected = _load_conflicts(touched)
    lineage = load_lineage()
    positions = load_positions(touched | {end for row in affected.values() for end in _sides(row)})
    here = [row for row in positions.values() if row.id in touched]
    positions |= load_positions(find_opponents(here, lineage) - positions.keys())
    disagreements = _compare(positions, touched, affected.values(), lineage)
    ends = {side for item in disagreements for side in (item.one, item.other)}
    conflicts = affected | _load_conflicts(ends - touched)
    grouping = group_disagreements(disagreements, _known(conflicts.values()), lineage)
    situation = _Situation(positions, grouping, frozenset(affected))
    for _, conflict in sorted(conflicts.items()):
        _renew(conflict, situation, actor)
    open_conflicts(fresh=grouping.fresh, positions=positions, actor=actor)


def _compare(
    positions: dict[int, Position],
    touched: Collection[int],
    affected: Iterable[Conflict],
    lineage: Lineage,
) -> list[Disagreement]:
    """Pairs with a touched recommendation, and all pairs within the conflicts that have one."""
    found = find_disagreements(positions.values(), lineage, touched)
    for conflict in affected:
        within = (positions[side] for side in _sides(conflict) if side in positions)
        found += find_disagreements(within, lineage)
    return sorted(set(found), key=lambda item: (item.one, item.other))


def _load_conflicts(recommendations: Collection[int]) -> dict[int, Conflict]:
    """Conflicts in which one of these is a side, with all their sides. Four queries."""
    if not recommendations:
        return {}
    named = ConflictSide.objects.filter(recommendation__in=recommendations)
    rows = Conflict.objects.filter(pk__in=set(named.values_list("conflict", flat=True)))
    return {row.pk: row for row in rows.prefetch_related("intervention", "sides")}


def _sides(conflict: Conflict) -> frozenset[int]:
    return frozenset(side.recommendation_id for side in conflict.sides.all())


def _known(conflicts: Iterable[Conflict]) -> list[KnownConflict]:
    return [
        KnownConflict(
            id=row.pk,
            state=row.state,
            is_detected=row.is_detected,
            intervention=row.intervention.key,
            sides=_sides(row),
        )
        for row in conflicts
    ]


def _renew(conflict: Conflict, situation: _Situation, actor: Actor) -> None:
    """Bring sides and state of a conflict that is there up to date."""
    held = situation.grouping.held.get(conflict.pk, [])
    joining = situation.grouping.joining.get(conflict.pk, set())
    if conflict.state == ConflictState.DISMISSED:
        return
    ConflictSide.objects.bulk_create(
        [ConflictSide(conflict=conflict, recommendation_id=side) for side in sorted(joining)]
    )
    is_judged = conflict.pk in situation.judged
    stands = bool(held) if conflict.is_detected else _stands(conflict, held, situation.positions)
    if is_judged and not stands:
        if conflict.state != ConflictState.GONE:
            _move(conflict, ConflictState.GONE, actor)
        return
    if stands and (conflict.state == ConflictState.GONE or joining):
        _reopen(conflict, actor)
    if is_judged and conflict.is_detected and conflict.state == ConflictState.OPEN:
        _tidy(conflict, held, situation.positions)


def _stands(conflict: Conflict, held: list[Disagreement], positions: dict[int, Position]) -> bool:
    """Who put it there by hand may have seen more than columns tell: it goes when sides go."""
    sides = _sides(conflict)
    active = [positions[side] for side in sides if side in positions]
    if held:
        return True
    is_whole = len(active) == len(sides)
    return len(active) > 1 and (is_whole or len({side.direction for side in active}) > 1)


def _tidy(conflict: Conflict, held: list[Disagreement], positions: dict[int, Position]) -> None:
    """Take out sides that are active and disagree with nobody any more; say what is uncertain."""
    ends = {side for item in held for side in (item.one, item.other)}
    loose = (_sides(conflict) & positions.keys()) - ends
    if loose:
        ConflictSide.objects.filter(conflict=conflict, recommendation__in=loose).delete()
    reason = INFERRED if all(item.is_inferred for item in held) else ""
    if conflict.reason != reason:
        Conflict.objects.filter(pk=conflict.pk).update(reason=reason)


def _reopen(conflict: Conflict, actor: Actor) -> None:
    """What was settled stays in the audit log; an open conflict only took a side."""
    if conflict.state == ConflictState.OPEN:
        return
    settled = {
        "settled_by": conflict.settled_by_name,
        "settled_on": conflict.settled_on.isoformat() if conflict.settled_on else None,
        "reason": conflict.reason,
    }
    conflict.settled_by = None
    conflict.settled_by_name = conflict.reason = ""
    conflict.settled_on = None
    _move(conflict, ConflictState.OPEN, actor, **settled)


def _move(conflict: Conflict, to: ConflictState, actor: Actor, **facts: object) -> None:
    before, conflict.state = conflict.state, to
    conflict.save()
    record(
        "guidelines.conflict.reconsidered",
        subject=conflict,
        subject_id=str(conflict.public_id),
        actor=actor,
        before=before,
        after=to,
        **facts,
    )
