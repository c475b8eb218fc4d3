"""Which of the retrieved records answer the question, and in which order they are told."""

from __future__ import annotations

from typing import Final

from apps.qa.domain.population import are_meant, directness
from apps.qa.domain.shapes import Evidence, Understanding

# What people can read at once; the rest is one click away in the store.
MOST_SENTENCES: Final = 8
# A record that shares no concept with the question must at least rank near the best one.
NEAR_THE_BEST: Final = 0.5
# Whoever asks for these wants nothing else: treatment is no answer to a question on screening.
ONLY_THIS: Final = frozenset({"screen", "dose"})
# Shares of the best score: clearly on the point, near it, beside it.
ON_THE_POINT: Final = 0.7
NEAR_THE_POINT: Final = 0.4
# What must be told with a treatment, however long the answer gets.
MUST_MENTION: Final = frozenset({"safety", "monitor"})


def select(evidence: list[Evidence], meant: Understanding) -> list[Evidence]:
    """The records that fit, best first."""
    fitting = [
        item for item in evidence if are_meant(meant.people, item.people) and _fits(item, meant)
    ]
    fitting = _only_wanted(fitting, meant)
    if not meant.asked_about and not meant.excluded and fitting:
        nearest = max(item.score for item in fitting)
        fitting = [
            item
            for item in fitting
            if item.score >= nearest * NEAR_THE_BEST or _is_the_first_asked_for(item, meant)
        ]
    best = max((item.score for item in fitting), default=0.0)
    return sorted(fitting, key=lambda item: _order(item, meant, best))[:MOST_SENTENCES]


def must_mention(
    evidence: list[Evidence], selected: list[Evidence], meant: Understanding
) -> list[Evidence]:
    """Warnings and monitoring for the interventions that are told, as far as not told already.

    For the same people and condition; one that would give what cannot be taken is left out.
    """
    told = {key for item in selected for key in item.interventions}
    found = [
        item
        for item in evidence
        if item not in selected
        and item.intents & MUST_MENTION
        and told.intersection(item.interventions)
        and are_meant(meant.people, item.people)
        and (not item.conditions or not meant.conditions or item.conditions & meant.conditions)
        and (item.direction in ("against", "none") or not _gives_what_is_excluded(item, meant))
    ]
    return sorted(found, key=lambda item: _order(item, meant, 0.0))


def _gives_what_is_excluded(item: Evidence, meant: Understanding) -> bool:
    return bool(meant.excluded.intersection(item.interventions) or item.named)


def _only_wanted(fitting: list[Evidence], meant: Understanding) -> list[Evidence]:
    """Only what was asked for, unless that would leave a subject of the question untold."""
    wanted = [item for item in fitting if item.intents & meant.intents & ONLY_THIS]
    for group in meant.asked_about:
        if _is_told(group, fitting) and not _is_told(group, wanted):
            return fitting
    return wanted or fitting


def _is_told(group: frozenset[str], items: list[Evidence]) -> bool:
    return any(_subjects(item) & group for item in items)


def _subjects(item: Evidence) -> set[str]:
    return {*item.interventions, *item.comparators, *item.conditions}


def _fits(item: Evidence, meant: Understanding) -> bool:
    if meant.conditions and not item.conditions & meant.conditions:
        return False
    if meant.excluded:
        return _fits_an_exclusion(item, meant)
    if meant.asked_about:
        return any(_subjects(item) & group for group in meant.asked_about)
    return not _treats_another_acuity(item, meant)


def _treats_another_acuity(item: Evidence, meant: Understanding) -> bool:
    """A treatment for fresh injuries is no answer for old ones, unless it was asked for by name."""
    differs = "any" not in (item.acuity, meant.acuity) and item.acuity != meant.acuity
    return differs and item.direction == "for" and "treat" in item.intents


def _fits_an_exclusion(item: Evidence, meant: Understanding) -> bool:
    """Meant for those who cannot take it; or says why not; or recommends another treatment.

    A recommendation of the whole class would take in what was excluded, and one that names it
    ("romosozumab, followed by a bisphosphonate") may need it. Without a condition nobody knows what
    the other treatment would be for.
    """
    interventions = set(item.interventions)
    if "prognosis" in meant.intents and _tells_the_course(item):
        return True
    if interventions & meant.excluded:
        return item.direction == "against" or (
            item.direction == "none" and "safety" in item.intents
        )
    if item.for_those_who_cannot_take & meant.excluded:
        return True
    if interventions & meant.wider or item.named or _treats_another_acuity(item, meant):
        return False
    treats = item.direction == "for" and "treat" in item.intents and bool(interventions)
    return treats and bool(meant.conditions)


def _is_the_first_asked_for(item: Evidence, meant: Understanding) -> bool:
    return item.line == 1 and "first" in meant.intents


def _tells_the_course(item: Evidence) -> bool:
    """What happens with a condition, rather than what to do about it."""
    return item.direction == "none" and not item.interventions


def _order(item: Evidence, meant: Understanding, best: float) -> tuple[object, ...]:
    """Directness before strength: a strong recommendation on something else answers nothing."""
    return (
        not item.for_those_who_cannot_take & meant.excluded,
        bool(meant.excluded.intersection(item.interventions)),
        _treats_another_acuity(item, meant),
        "prognosis" in meant.intents and not _tells_the_course(item),
        not (item.intents & meant.intents or _is_the_first_asked_for(item, meant)),
        (item.score < best * ON_THE_POINT) + (item.score < best * NEAR_THE_POINT),
        item.line or 9,
        item.direction == "none",
        -directness(meant.people, item.people),
        -(item.strength or 0),
        -(item.certainty or 0),
        -_day_of(item.published),
        -item.score,
        item.id,
    )


def _day_of(published: str) -> int:
    """An order of days: later is more; unknown is oldest."""
    return int(published.replace("-", "") or 0)
