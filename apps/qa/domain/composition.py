"""Composing: the direct answer first, then grouped by intervention, conflicts shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from apps.qa.domain.decision import decide
from apps.qa.domain.lacking import missing_sentence, subject_of
from apps.qa.domain.nearest import nearest
from apps.qa.domain.outcome import Outcome
from apps.qa.domain.population import are_meant
from apps.qa.domain.selection import must_mention, select
from apps.qa.domain.shapes import Claim, Draft, Evidence, Understanding

ONLY_NAMED: Final = (
    "The guideline store has a source on this, but its licence does not let it be quoted here."
)


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
    side was found. What may not be quoted is named as a source and never told.
    """
    retrieved = frozenset(item.id for item in evidence) | frozenset(sides)
    quotable = [item for item in evidence if not item.is_withheld]
    selected = choose(evidence, meant)
    outcome = decide(selected, meant)
    named = _named_only(evidence, meant)
    if outcome is Outcome.ANSWERED:
        told = _told(selected, meant, names, conflicts, sides)
        return Draft(outcome, (*told, *named), "", retrieved=retrieved)
    missing = missing_sentence(meant)
    if outcome is Outcome.PARTLY_ANSWERED:
        claims = _told(selected, meant, names, conflicts, sides)
    else:
        claims = nearest(quotable, meant, names)
        missing = ONLY_NAMED if named and not meant.unknown else missing
    return Draft(
        outcome, (*claims, *named), missing, retrieved=retrieved, subject=subject_of(meant)
    )


def choose(evidence: Sequence[Evidence], meant: Understanding) -> list[Evidence]:
    """What is told where the question is covered: the records that fit, and their warnings."""
    quotable = [item for item in evidence if not item.is_withheld]
    selected = select(quotable, meant)
    return selected + must_mention(quotable, selected, meant)


def _named_only(evidence: Sequence[Evidence], meant: Understanding) -> list[Claim]:
    """What would be told if its licence let it be."""
    chosen = select(list(evidence), meant) if meant.names_something else []
    return [Claim("withheld", "", item) for item in chosen if item.is_withheld]


def _told(
    selected: Sequence[Evidence],
    meant: Understanding,
    names: Mapping[str, str],
    conflicts: Sequence[tuple[str, frozenset[int]]],
    sides: Mapping[int, Evidence],
) -> tuple[Claim, ...]:
    """The direct answer, then the rest by intervention, then where sources differ."""
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
    return (*summary, *_grouped(statements), *shown)


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
