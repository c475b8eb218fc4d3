"""One recommendation of a package: its fields, its reader, and its grade against its labels."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain import fields as f
from apps.guidelines.domain.grading import Direction, Fidelity, Kind, find_fault
from apps.guidelines.domain.ratings import IN_TEXT, UnknownRating, get_rating
from apps.guidelines.domain.values import (
    ActionRole,
    Acuity,
    AgeUnit,
    Change,
    CitationRole,
    Criterion,
    Intent,
    Pregnancy,
    RecommendationStatus,
    Sex,
)
from core.documents import Node

# numeric(6, 2) and numeric(14, 6) of the store.
_OLDEST: Final = 9_999.0
_LARGEST_DOSE: Final = 99_999_999.0
# Fields of the first release: always part of the hash, the others only where they say something.
# So the hash of a record does not change when the format grows.
FIRST_FIELDS: Final = (
    f.text("number", limit=40),
    f.required_choice("kind", Kind),
    f.required_text("statement", "clinician"),
    f.text("plain.student", "student"),
    f.text("plain.patient", "patient"),
    f.required_choice("direction", Direction),
    f.integer("strength", high=3),
    f.integer("certainty", high=4),
    f.choice("fidelity", Fidelity, Fidelity.NONE),
    f.text("label_as_printed", limit=200),
    f.texts("conditions", limit=80),
    f.choice("acuity", Acuity, Acuity.ANY),
    f.text("population.text", "population"),
    f.number("population.age_min", "age_min", low=0, high=_OLDEST, places=2),
    f.number("population.age_max", "age_max", low=0, high=_OLDEST, places=2),
    f.choice("population.age_unit", AgeUnit, "", "age_unit"),
    f.choice("population.sex", Sex, Sex.ANY, "sex"),
    f.choice("population.pregnancy", Pregnancy, Pregnancy.ANY, "pregnancy"),
    f.texts("interventions", limit=80),
    f.texts("comparators", limit=80),
    f.integer("line"),
    f.texts("for_those_who_cannot_take", limit=80),
    f.Field(
        ("intents",),
        "intents",
        lambda node: node.items(lambda item: item.text(among=Intent)),
        [],
    ),
    f.text("remarks"),
    f.texts("safety"),
    f.text("locator", limit=200),
    f.text("quote"),
)
LATER_FIELDS: Final = (
    f.text("section"),
    f.text("setting"),
    f.text("rationale"),
    f.text("practical_info"),
    f.text("population.excluded", "excluded"),
    f.records("population.codes", f.CODE_FIELDS, "population_codes"),
    f.flag("direction_inferred"),
    f.flag("verbatim"),
    f.day("review_due_on"),
    f.mapping("x"),
)
STANDING_FIELDS: Final = (
    f.choice("status", RecommendationStatus, ""),
    f.text("status_reason"),
    f.day("status_since"),
    f.choice("change", Change, ""),
)
RATING_FIELDS: Final = (
    f.required_text("axis", limit=10),
    f.required_text("system", limit=40),
    f.text("system_version", limit=20),
    f.required_text("label", limit=100),
    f.text("printed", limit=200),
)
PART_FIELDS: Final[dict[str, tuple[f.Field, ...]]] = {
    "actions": (
        f.required_choice("role", ActionRole),
        f.required_text("text"),
        f.text("concept", limit=80),
        f.number("dose_value", low=0, high=_LARGEST_DOSE, places=6),
        f.number("dose_max", low=0, high=_LARGEST_DOSE, places=6),
        f.text("dose_unit", limit=40),
        f.text("route", limit=100),
        f.text("frequency", limit=200),
        f.text("duration", limit=200),
        f.records("codes", f.CODE_FIELDS),
    ),
    "judgements": (
        f.required_choice("criterion", Criterion),
        f.text("judgement", limit=200),
        f.text("text"),
    ),
    "evidence": (
        f.required_text("outcome"),
        f.integer("importance", low=1, high=9),
        f.text("measure", limit=100),
        f.number("estimate", low=-1e12, high=1e12, places=9),
        f.number("ci_low", low=-1e12, high=1e12, places=9),
        f.number("ci_high", low=-1e12, high=1e12, places=9),
        f.integer("studies", high=2_000_000_000),
        f.integer("participants", high=2_000_000_000),
        f.number("baseline_per_1000", low=0, high=1000, places=9),
        f.number("effect_per_1000", low=-1000, high=1000, places=9),
        f.integer("certainty", high=4),
        f.mapping("downgrades"),
        f.text("note"),
    ),
    "citations": (
        f.required_text("work", limit=80),
        f.required_choice("role", CitationRole),
        f.text("locator", limit=200),
        f.text("quote"),
    ),
}


@dataclass(frozen=True, slots=True)
class PackagedRecommendation:
    """`facts` are columns of a recommendation version; `parts` the rows that hang on it.

    `standing` is its status, empty where it is the version's, with reason and date, and what its
    edition did to it. `sha256` covers all but the standing.
    """

    key: str
    facts: dict[str, Any]
    ratings: tuple[dict[str, Any], ...]
    parts: dict[str, tuple[dict[str, Any], ...]]
    standing: dict[str, Any]
    sha256: str


def read_recommendation(node: Node) -> PackagedRecommendation:
    """Raises `DocumentFault` at the first fault."""
    key = node.get("key").text(limit=80)
    facts = f.read_fields(node, FIRST_FIELDS)
    # Without a plain wording the source's own stands at every level.
    facts["student"] = facts["student"] or facts["clinician"]
    facts["patient"] = facts["patient"] or facts["clinician"]
    facts |= f.read_fields(node, LATER_FIELDS)
    ratings = tuple(node.get("ratings").items(lambda item: f.read_fields(item, RATING_FIELDS)))
    parts = {
        name: tuple(node.get(name).items(lambda item, of=of: f.read_fields(item, of)))  # type: ignore[misc]
        for name, of in PART_FIELDS.items()
    }
    _check_grade(node, facts, ratings)
    _check_population(node, facts)
    _check_parts(node, parts)
    return PackagedRecommendation(
        key=key,
        facts=facts,
        ratings=ratings,
        parts=parts,
        standing=_standing(node),
        sha256=fingerprint(key, facts, ratings, parts),
    )


def fingerprint(
    key: str,
    facts: dict[str, Any],
    ratings: tuple[dict[str, Any], ...],
    parts: dict[str, tuple[dict[str, Any], ...]],
) -> str:
    """SHA-256 of what the record says, its place in the guideline and its standing apart."""
    first = {field.column: facts[field.column] for field in FIRST_FIELDS}
    later = {
        field.column: f.as_json(facts[field.column])
        for field in LATER_FIELDS
        if facts[field.column] != field.default
    }
    said: list[Any] = [
        key,
        [_rating_said(rating) for rating in ratings],
        first | later,
    ]
    further = {
        name: [f.write_fields(row, PART_FIELDS[name]) for row in rows]
        for name, rows in parts.items()
        if rows
    }
    canonical = json.dumps(
        [*said, further] if further else said, sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _rating_said(rating: dict[str, Any]) -> list[str]:
    names = [rating[name] for name in ("axis", "system", "system_version", "label")]
    return [*names, rating["printed"]] if rating["printed"] else names


def _standing(node: Node) -> dict[str, Any]:
    standing = f.read_fields(node, STANDING_FIELDS)
    if standing["status"] in ("withdrawn", "not_carried_forward") and not standing["status_reason"]:
        raise node.get("status_reason").fault(f"says why it is {standing['status']}")
    return standing


def _check_grade(node: Node, facts: dict[str, Any], ratings: tuple[dict[str, Any], ...]) -> None:
    """The normalised values must be what the printed labels mean; a bare number proves nothing."""
    strength, direction = facts["strength"], facts["direction"]
    fault = find_fault(kind=Kind(facts["kind"]), direction=Direction(direction), strength=strength)
    if fault:
        raise node.fault(fault)
    axes = [rating["axis"] for rating in ratings]
    if len(set(axes)) < len(axes):
        raise node.get("ratings").fault("has two labels on one axis")
    for rating in ratings:
        try:
            label = get_rating(
                **{name: rating[name] for name in ("system", "system_version", "axis", "label")}
            )
        except UnknownRating as error:
            raise node.get("ratings").fault(str(error)) from error
        if label.strength is not None and label.strength != strength:
            raise node.get("strength").fault(f"{rating['label']} means {label.strength}")
        if label.certainty is not None and label.certainty != facts["certainty"]:
            raise node.get("certainty").fault(f"{rating['label']} means {label.certainty}")
        if label.direction not in ("", IN_TEXT, direction):
            raise node.get("direction").fault(f"{rating['label']} means {label.direction}")


def _check_population(node: Node, facts: dict[str, Any]) -> None:
    low, high = facts["age_min"], facts["age_max"]
    population = node.get("population") if node.get("population").value else node
    if low is not None and high is not None and low > high:
        raise population.get("age_max").fault(f"{high} lies below age_min, {low}")
    if (low is not None or high is not None) and not facts["age_unit"]:
        raise population.get("age_unit").fault("an age needs its unit")


def _check_parts(node: Node, parts: dict[str, tuple[dict[str, Any], ...]]) -> None:
    for place, action in enumerate(parts["actions"]):
        value, most = action["dose_value"], action["dose_max"]
        at = Node({}, f"{node.pointer}/actions/{place}")
        if value is None and most is not None:
            raise at.get("dose_value").fault("is missing beside dose_max")
        if value is not None and not action["dose_unit"]:
            raise at.get("dose_unit").fault("a dose needs its unit")
        if value is not None and most is not None and most < value:
            raise at.get("dose_max").fault("lies below dose_value")
    for place, profile in enumerate(parts["evidence"]):
        ordered = [profile[name] for name in ("ci_low", "estimate", "ci_high")]
        known = [value for value in ordered if value is not None]
        if known != sorted(known):
            raise Node({}, f"{node.pointer}/evidence/{place}").fault(
                "the estimate lies outside its confidence interval"
            )
