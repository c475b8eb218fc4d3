"""How a recommendation becomes a local one, and how changes are put into it.

Values are the fields of a packaged recommendation by their path (`population.age_min`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from apps.guidelines.domain.three_way import Values

LABEL: Final = "Adapted locally"
_INNER: Final = ("plain", "population")
# What the organisation may word and decide for itself; the rest tells where it came from.
ADAPTABLE: Final = frozenset({
    "statement", "plain.student", "plain.patient", "kind", "direction", "strength", "certainty",
    "conditions", "interventions", "comparators", "for_those_who_cannot_take", "acuity", "line",
    "intents", "population.text", "population.age_min", "population.age_max",
    "population.age_unit", "population.sex", "population.pregnancy", "population.excluded",
    "setting", "rationale", "practical_info", "remarks", "safety", "actions", "review_due_on",
})  # fmt: skip
# What a verbatim recommendation says in its source's own words.
WORDS: Final = frozenset({
    "statement", "plain.student", "plain.patient", "population.text", "population.excluded",
    "setting", "rationale", "practical_info", "remarks", "safety",
})  # fmt: skip
_GRADE: Final = ("kind", "direction", "strength", "certainty")
# They follow from the grade and the wording, and are nobody's to choose.
_OF_THE_GRADE: Final = ("fidelity", "ratings", "label_as_printed", "direction_inferred")
_OF_THE_WORDING: Final = ("verbatim",)
# Raw rows and standing belong to the source's edition.
_LEFT_BEHIND: Final = ("x", "status", "status_reason", "status_since", "change")
_COMPARED_APART: Final = ("key", *_OF_THE_GRADE, *_OF_THE_WORDING)


class Resolution(StrEnum):
    """What is done when the upstream of an adaptation says something else now."""

    KEEP_LOCAL = "keep_local"
    TAKE_UPSTREAM = "take_upstream"
    MERGE = "merge"


class UnknownField(ValueError):
    """A field that nobody adapts."""


def flatten(recommendation: Mapping[str, Any]) -> dict[str, Any]:
    """Paths and values of a packaged recommendation.

    A plain wording that is the statement itself is none: it follows the statement.
    """
    flat: dict[str, Any] = {}
    for name, value in recommendation.items():
        if name in _INNER and isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": item for inner, item in value.items()}
        else:
            flat[name] = value
    return {
        name: value
        for name, value in flat.items()
        if not (name.startswith("plain.") and value == flat.get("statement"))
    }


def unflatten(values: Values) -> dict[str, Any]:
    """The packaged recommendation that these values make."""
    recommendation: dict[str, Any] = {}
    for name, value in values.items():
        outer, dot, inner = name.partition(".")
        if dot:
            recommendation.setdefault(outer, {})[inner] = value
        else:
            recommendation[name] = value
    return recommendation


def localise(recommendation: Mapping[str, Any], source: str) -> dict[str, Any]:
    """The values of a local copy that nobody has changed yet: it cites the work it came from.

    So what happens to that work is told of the copy, too.
    """
    values = flatten(recommendation)
    cited = {"work": source, "role": "source_document"}
    if "locator" in values:
        cited["locator"] = values["locator"]
    citations = values.get("citations", [])
    values["citations"] = citations if cited in citations else [*citations, cited]
    return {name: value for name, value in values.items() if name not in _LEFT_BEHIND}


def change(values: Values, changes: Values) -> dict[str, Any]:
    """The values with these changes; what is empty is taken out. Raises `UnknownField`.

    Other words need other plain wordings: the old ones would still say the old thing.
    """
    unknown = sorted(changes.keys() - ADAPTABLE)
    if unknown:
        raise UnknownField(f"Nobody adapts {', '.join(unknown)}")
    changed = dict(values)
    if changes.get("statement", values["statement"]) != values["statement"]:
        changed.pop("plain.student", None)
        changed.pop("plain.patient", None)
    return _settled(present({**changed, **changes}), [values])


def present(values: Values) -> dict[str, Any]:
    """The values that say something: what is empty is absent in a package."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def settle(values: Values, sources: Iterable[Values]) -> dict[str, Any]:
    """Labels go with the grade that they stand for, as the first source with it has them.

    A grade that no source gives is the organisation's own, and says so.
    """
    return _settled(dict(values), list(sources))


def comparable(values: Values) -> dict[str, Any]:
    """What is compared and merged: labels follow from the rest."""
    return {name: value for name, value in values.items() if name not in _COMPARED_APART}


def _settled(values: dict[str, Any], sources: list[Values]) -> dict[str, Any]:
    kept = {
        name: value
        for name, value in values.items()
        if name not in (*_OF_THE_GRADE, *_OF_THE_WORDING)
    }
    graded = next((one for one in sources if _same(one, kept, _GRADE)), None)
    worded = next((one for one in sources if _same(one, kept, ("statement",))), {})
    labels = {"label_as_printed": LABEL} if graded is None else _only(graded, _OF_THE_GRADE)
    return kept | labels | _only(worded, _OF_THE_WORDING)


def _same(one: Values, other: Values, names: Iterable[str]) -> bool:
    return all(one.get(name) == other.get(name) for name in names)


def _only(values: Values, names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
