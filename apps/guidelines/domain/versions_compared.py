"""What one version of a recommendation says otherwise than the one before, field by field.

Values are the fields of a packaged recommendation by their path (see adapting.flatten).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from apps.guidelines.domain.grading import (
    CERTAINTY_NAMES,
    DIRECTION_NAMES,
    KIND_NAMES,
    STRENGTH_NAMES,
    Direction,
    Kind,
)
from apps.guidelines.domain.three_way import Values

Wording = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with its text before and after; empty where it said nothing.

    `is_text`: sentences, of which the words are compared.
    """

    field: str
    label: str
    before: str
    after: str
    is_text: bool


def compare_versions(older: Values, newer: Values) -> tuple[Difference, ...]:
    """The fields that differ, in the order in which a page tells them."""
    return tuple(
        Difference(field, label, _said(word, before), _said(word, after), field in _TEXTS)
        for field, (label, word) in _FIELDS.items()
        if (before := older.get(field)) != (after := newer.get(field))
    )


def _said(word: Wording, value: Any) -> str:
    return "" if value in (None, "", []) else word(value)


def _plainly(value: Any) -> str:
    return str(value).replace("_", " ")


def _list(value: Any) -> str:
    return "; ".join(map(str, value))


def plain_number(value: Any) -> str:
    """Every digit and no exponent: 1234567.5, 0.000001, 70 for 70.000000."""
    return f"{Decimal(str(value)).normalize():f}"


def dose_text(action: Values) -> str:
    """70 mg, 50 to 100 mg, or nothing. Units as the source has them (UCUM)."""
    low, high, unit = (action.get(name) for name in ("dose_value", "dose_max", "dose_unit"))
    if low is None:
        return ""
    amounts = [low] if high in (None, low) else [low, high]
    return f"{' to '.join(map(plain_number, amounts))} {unit}"


def _action(action: Values) -> str:
    how = [action.get(name) for name in ("route", "frequency", "duration")]
    named = action.get("text") or action.get("concept") or ""
    return ", ".join(filter(None, (f"{action['role']}: {named}", dose_text(action), *how)))


def _judgement(item: Values) -> str:
    criterion = _plainly(item["criterion"])
    return ", ".join(filter(None, (criterion, item.get("judgement"), item.get("text"))))


def _profile(item: Values) -> str:
    certainty = item.get("certainty")
    return ", ".join(
        filter(
            None,
            (
                item["outcome"],
                effect_text(item),
                "" if certainty is None else CERTAINTY_NAMES[certainty].lower(),
                _counted(item.get("studies"), "studies"),
                _counted(item.get("participants"), "participants"),
            ),
        )
    )


def _counted(number: int | None, of: str) -> str:
    return "" if number is None else f"{number:,} {of}"


def effect_text(item: Values) -> str:
    """Risk ratio 0.5 (0.25 to 0.9): as much of it as is known."""
    estimate, low, high = (item.get(name) for name in ("estimate", "ci_low", "ci_high"))
    parts = [str(item.get("measure") or ""), "" if estimate is None else plain_number(estimate)]
    if low is not None and high is not None:
        parts.append(f"({plain_number(low)} to {plain_number(high)})")
    return " ".join(filter(None, parts))


def _rating(rating: Values) -> str:
    return f"{rating['axis']}: {rating.get('printed') or rating['label']}"


def _each(word: Wording) -> Wording:
    return lambda rows: "\n".join(map(word, rows))


def _cited(item: Values) -> str:
    return ", ".join(filter(None, (item["work"], _plainly(item["role"]), item.get("locator"))))


def _yes(value: Any) -> str:
    return "yes" if value else ""


_TEXTS: Final = frozenset(
    {"statement", "plain.student", "plain.patient", "population.text", "population.excluded"}
    | {"setting", "rationale", "practical_info", "remarks", "safety", "quote"}
)
_FIELDS: Final[dict[str, tuple[str, Wording]]] = {
    "statement": ("Statement", str),
    "plain.student": ("Wording for students", str),
    "plain.patient": ("Wording for patients", str),
    "kind": ("Kind", lambda value: KIND_NAMES[Kind(value)]),
    "direction": ("Direction", lambda value: DIRECTION_NAMES[Direction(value)]),
    "direction_inferred": ("Direction read from the wording", _yes),
    "strength": ("Strength, common scale", lambda value: STRENGTH_NAMES[value]),
    "certainty": ("Certainty, common scale", lambda value: CERTAINTY_NAMES[value]),
    "label_as_printed": ("Label as printed", str),
    "ratings": ("Ratings", _each(_rating)),
    "fidelity": ("Fit of the label to the common scales", _plainly),
    "population.text": ("Population", str),
    "population.excluded": ("Excluded", str),
    "population.age_min": ("Lowest age", plain_number),
    "population.age_max": ("Highest age", plain_number),
    "population.age_unit": ("Unit of age", lambda value: {"a": "years", "mo": "months"}[value]),
    "population.sex": ("Sex", _plainly),
    "population.pregnancy": ("Pregnancy", _plainly),
    "conditions": ("Condition", _list),
    "acuity": ("Acuity", _plainly),
    "interventions": ("Intervention", _list),
    "comparators": ("Comparator", _list),
    "line": ("Line of treatment", plain_number),
    "for_those_who_cannot_take": ("For those who cannot take", _list),
    "intents": ("Intent", _list),
    "actions": ("Actions and doses", _each(_action)),
    "setting": ("Setting", str),
    "rationale": ("Rationale", str),
    "practical_info": ("Practical information", str),
    "remarks": ("Remarks", str),
    "safety": ("Safety notes", lambda notes: "\n".join(notes)),
    "judgements": ("Judgements", _each(_judgement)),
    "evidence": ("Evidence", _each(_profile)),
    "citations": ("Works cited", _each(_cited)),
    "section": ("Section", str),
    "number": ("Number", str),
    "locator": ("Place in the source", str),
    "quote": ("Quotation", str),
    "review_due_on": ("Review due", str),
}
