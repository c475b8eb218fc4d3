"""Fields of a packaged recommendation as pages name them, and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.guidelines.domain.grading import (
    CERTAINTY_NAMES,
    DIRECTION_NAMES,
    KIND_NAMES,
    STRENGTH_NAMES,
)

# In the order in which a change of them matters to a reader.
FIELD_NAMES: Final = {
    "statement": "Statement",
    "direction": "Direction",
    "strength": "Strength",
    "certainty": "Certainty",
    "kind": "Kind",
    "label_as_printed": "Grade as printed",
    "ratings": "Ratings",
    "fidelity": "Fidelity",
    "direction_inferred": "Direction read from the wording",
    "population.text": "Population",
    "population.age_min": "Age from",
    "population.age_max": "Age to",
    "population.age_unit": "Unit of age",
    "population.sex": "Sex",
    "population.pregnancy": "Pregnancy",
    "population.excluded": "Not for",
    "population.codes": "Codes of the population",
    "conditions": "Conditions",
    "acuity": "Acuity",
    "interventions": "Interventions",
    "comparators": "Comparators",
    "line": "Line of treatment",
    "for_those_who_cannot_take": "For those who cannot take",
    "intents": "Intents",
    "actions": "Actions",
    "safety": "Warnings",
    "remarks": "Remarks",
    "plain.student": "Wording for students",
    "plain.patient": "Wording for patients",
    "setting": "Setting",
    "rationale": "Rationale",
    "practical_info": "Practical information",
    "evidence": "Evidence profiles",
    "judgements": "Judgements",
    "citations": "Sources it cites",
    "review_due_on": "Review due on",
    "number": "Number",
    "section": "Section",
    "locator": "Place in the source",
    "quote": "Quote",
    "verbatim": "Word for word the source's",
    "x": "What else the source has",
}
_VALUE_NAMES: Final[dict[str, Mapping[Any, str]]] = {
    "direction": DIRECTION_NAMES,
    "strength": STRENGTH_NAMES,
    "certainty": CERTAINTY_NAMES,
    "kind": KIND_NAMES,
}
_PROSE: Final = frozenset({
    "statement", "population.text", "population.excluded", "remarks", "plain.student",
    "plain.patient", "setting", "rationale", "practical_info", "quote", "section",
})  # fmt: skip


def order_of(name: str) -> int:
    return list(FIELD_NAMES).index(name)


def is_prose(name: str) -> bool:
    """Whether two of its values are compared word by word."""
    return name in _PROSE


def say_value(name: str, value: Any) -> str:
    """Empty for what is absent."""
    known = _VALUE_NAMES.get(name, {}).get(value) if isinstance(value, str | int) else None
    return known or _say(value)


def _say(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, list):
        return "; ".join(map(_say, value))
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_say(item)}" for key, item in value.items())
    return str(value)
