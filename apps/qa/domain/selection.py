"""Which of the retrieved records answer the question, and in which order they are told."""

from __future__ import annotations

from typing import Final

from apps.qa.domain.shapes import Evidence, Understanding

# What people can read at once; the rest is one click away in the store.
MOST_SENTENCES: Final = 8
# A record that shares no concept with the question must at least rank near the best one.
NEAR_THE_BEST: Final = 0.5


def select(evidence: list[Evidence], meant: Understanding) -> list[Evidence]:
    """The records that fit, best first."""
    fitting = [item for item in evidence if _fits(item, meant)]
    if not meant.asked_about and not meant.excluded and fitting:
        best = max(item.score for item in fitting)
        fitting = [item for item in fitting if item.score >= best * NEAR_THE_BEST]
    return sorted(fitting, key=lambda item: _order(item, meant))[:MOST_SENTENCES]


def _fits(item: Evidence, meant: Understanding) -> bool:
    if meant.conditions and not item.conditions & meant.conditions:
        return False
    if meant.excluded:
        return _fits_an_exclusion(item, meant.excluded)
    if meant.asked_about:
        subjects = {*item.interventions, *item.comparators, *item.conditions}
        return any(subjects & group for group in meant.asked_about)
    return True


def _fits_an_exclusion(item: Evidence, excluded: frozenset[str]) -> bool:
    """Meant for those who cannot take it; or says why not;
    or is another treatment's recommendation.
    """
    if item.for_those_who_cannot_take & excluded:
        return True
    if set(item.interventions) & excluded:
        return item.direction == "against" or "safety" in item.intents
    return item.direction == "for" and "treat" in item.intents and bool(item.interventions)


def _order(item: Evidence, meant: Understanding) -> tuple[object, ...]:
    return (
        not item.for_those_who_cannot_take & meant.excluded,
        item.line or 9,
        item.direction == "none",
        -(item.strength or 0),
        -(item.certainty or 0),
        -item.score,
        item.id,
    )
