"""Composing: the direct answer first, then grouped by intervention, conflicts shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.qa.domain.decision import decide, missing_sentence
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.population import are_meant
from apps.qa.domain.selection import select
from apps.qa.domain.shapes import Claim, Draft, Evidence, Understanding

NEARBY = 3


def compose(
    evidence: list[Evidence],
    meant: Understanding,
    *,
    names: Mapping[str, str],
    conflicts: Sequence[tuple[str, frozenset[int]]],
    sides: Mapping[int, Evidence],
) -> Draft:
    """A draft answer. `names` are concept names, `conflicts` (title, ids of all sides).

    `sides` holds the evidence of every side, so that a conflict is shown whole even where only one
    side was found.
    """
    retrieved = frozenset(item.id for item in evidence) | frozenset(sides)
    selected = select(evidence, meant)
    outcome = decide(selected, meant)
    if outcome is Outcome.NOT_COVERED:
        # Recommendations before findings: they say more about what is covered.
        near = sorted(evidence, key=lambda item: item.direction == "none")
        nearby = tuple(Claim("nearby", "", item) for item in near[:NEARBY])
        return Draft(outcome, nearby, missing_sentence(meant), retrieved)
    chosen = {item.id for item in selected}
    shown = [
        Claim("conflict", title, sides[side])
        for title, ids in conflicts
        if ids & chosen and not _is_moot(ids, sides, meant)
        for side in _sides_for(ids, sides, meant)
    ]
    summary = _summary(selected[0], shown)
    told = {claim.evidence.id for claim in (*summary, *shown)}
    statements = [
        Claim("statement", _heading(item, names), item) for item in selected if item.id not in told
    ]
    missing = missing_sentence(meant) if meant.unknown else ""
    return Draft(outcome, (*summary, *_grouped(statements), *shown), missing, retrieved)


def _sides_for(
    ids: frozenset[int], sides: Mapping[int, Evidence], meant: Understanding
) -> list[int]:
    """The sides that hold for whom and what the question is about; one alone is no conflict."""
    meant_for = [
        side
        for side in sorted(ids)
        if side in sides
        and are_meant(meant.people, sides[side].people)
        and (not meant.conditions or sides[side].conditions & meant.conditions)
    ]
    return meant_for if len(meant_for) > 1 else []


def _is_moot(ids: frozenset[int], sides: Mapping[int, Evidence], meant: Understanding) -> bool:
    """Whether to take what cannot be taken is no question: its "for" side must not be told."""
    return any(
        sides[side].direction != "against"
        and meant.excluded.intersection(sides[side].interventions)
        for side in ids
        if side in sides
    )


def _summary(best: Evidence, shown: list[Claim]) -> list[Claim]:
    """The direct answer: the best record, or all sides where sources differ on it."""
    title = next((claim.heading for claim in shown if claim.evidence.id == best.id), None)
    sides = [claim.evidence for claim in shown if claim.heading == title]
    return [Claim("summary", "", item) for item in sides or [best]]


def _heading(item: Evidence, names: Mapping[str, str]) -> str:
    name = names.get(item.interventions[0], "") if item.interventions else ""
    return name[:1].upper() + name[1:]


def _grouped(claims: list[Claim]) -> list[Claim]:
    """Claims with the same heading stand together, groups in the order of their first."""
    order = list(dict.fromkeys(claim.heading for claim in claims))
    return sorted(claims, key=lambda claim: order.index(claim.heading))
