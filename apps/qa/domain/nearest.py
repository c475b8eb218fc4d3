"""What one could ask instead: the nearest records that are for the same people, as questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from apps.qa.domain.population import are_meant
from apps.qa.domain.shapes import Claim, Evidence, Understanding

NEARBY: Final = 3


def nearest(
    evidence: Sequence[Evidence], meant: Understanding, names: Mapping[str, str]
) -> tuple[Claim, ...]:
    """At most three questions that the store does cover, none of them twice.

    Nothing for other people, and nothing that says to give what cannot be taken: it would read as
    an answer. Recommendations before findings: they say more about what is covered.
    """
    found: dict[str, Claim] = {}
    for item in sorted(evidence, key=lambda item: item.direction == "none"):
        question = ask_instead(item, meant, names)
        if question and _is_fit(item, meant):
            found.setdefault(question, Claim("nearby", question, item))
    return tuple(found.values())[:NEARBY]


def ask_instead(item: Evidence, meant: Understanding, names: Mapping[str, str]) -> str:
    """The question that a record answers, whichever way it points; empty where it names nothing."""
    what = next(filter(None, (names.get(key, "") for key in item.interventions)), "")
    conditions = sorted(item.conditions, key=lambda key: (key not in meant.conditions, key))
    condition = next(filter(None, (names.get(key, "") for key in conditions)), "")
    if what and condition:
        return f"Is {what} recommended in {condition}?"
    if what:
        return f"When is {what} recommended?"
    return f"What is recommended in {condition}?" if condition else ""


def _is_fit(item: Evidence, meant: Understanding) -> bool:
    if item.is_withheld or not are_meant(meant.people, item.people):
        return False
    return item.direction == "against" or not meant.excluded.intersection(item.interventions)
