"""What FHIR says about direction, strength and certainty, by code first and display second."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction, Kind, find_fault
from apps.guidelines.domain.ratings import (
    IN_TEXT,
    SYSTEM_NAMES,
    NormalisedGrade,
    RatingLabel,
    UnknownRating,
    grade_from,
    resolve_rating,
)
from apps.guidelines.formats.fhir_import import BASE
from apps.guidelines.formats.fhir_json import (
    Coding,
    Json,
    code_words,
    codings,
    concept_text,
    first_text,
)
from apps.guidelines.formats.reading import Severity

OWN_SYSTEM: Final = f"{BASE}/CodeSystem/rating-"
OWN_DIRECTION: Final = f"{BASE}/CodeSystem/direction"
_CEOSYS: Final = ("strong-for", "weak-for", "weak-against", "strong-against")
# A part of a code system's address, and whose labels its codes are. First match.
_SYSTEMS: Final = (
    ("CodeSystem/27834", "fevir_rjcs"),
    ("terminology.hl7.org/CodeSystem/recommendation-strength", "fhir_recommendation_strength"),
    ("hl7.org/fhir/recommendation-strength", "fhir_recommendation_strength"),
    ("evidence-quality", "fhir_evidence_quality"),
    ("quality-of-evidence", "fhir_evidence_quality"),
    ("certainty-rating", "grade"),
    ("certainty-of-evidence", "grade"),
    ("ceosys", "ceosys_recommendation_strength"),
    ("grade", "grade"),
)
_DIRECTIONS: Final = {
    "for": Direction.FOR,
    "against": Direction.AGAINST,
    "either": Direction.EITHER,
    "none": Direction.NONE,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One coded or written judgement; `system_name` is what the source calls its scale."""

    axis: str
    value: Any
    system_name: str = ""


@dataclass(slots=True)
class Grading:
    """`facts` are the fields of a recommendation; `problems` are (severity, code, message)."""

    facts: Json = field(default_factory=dict)
    problems: list[tuple[Severity, str, str]] = field(default_factory=list)

    def warn(self, code: str, message: str) -> None:
        self.problems.append((Severity.WARNING, code, message))


def read_grading(said: Iterable[Said], statement: str) -> Grading:
    """The grade that these judgements make together. A direction that none of them gives is taken
    from the wording of the statement, and marked as inferred.
    """
    grading = Grading()
    judgements = list(said)
    stated = next(filter(None, map(_direction, judgements)), None)
    rows: list[tuple[RatingLabel, str]] = []
    for judgement in judgements:
        found = _resolved(judgement, stated, grading)
        if found and found[0] not in [row for row, _ in rows]:
            rows.append(found)
    labels = [row for row, _ in rows]
    has_direction = stated or any(row.direction not in ("", IN_TEXT) for row in labels)
    inferred = None if has_direction else infer_direction(statement)
    grade = _sound(grade_from(labels, stated=stated or inferred), grading)
    grading.facts = {
        "kind": grade.kind.value,
        "direction": grade.direction.value,
        "direction_inferred": inferred is not None and grade.direction is inferred,
        "strength": grade.strength,
        "certainty": grade.certainty,
        "fidelity": grade.fidelity.value,
        "ratings": [_rating(row, printed) for row, printed in _kept(rows, grade, grading)],
        "label_as_printed": _printed(judgements)[:200],
    }
    return grading


def _direction(judgement: Said) -> Direction | None:
    if judgement.axis != "direction":
        return None
    return next((_DIRECTIONS[w] for w in code_words(judgement.value) if w in _DIRECTIONS), None)


def _resolved(
    judgement: Said, stated: Direction | None, grading: Grading
) -> tuple[RatingLabel, str] | None:
    """The label and what was printed for it; what cannot be resolved becomes a problem."""
    found = _coded(judgement)
    if found is None:
        is_ours = any(c.system.startswith(BASE) for c in codings(judgement.value))
        if concept_text(judgement.value) and not is_ours and _direction(judgement) is None:
            _say_unknown(judgement, grading)
        return None
    coding, system = found
    try:
        row = _label(coding, system, judgement.axis, stated)
    except UnknownRating as error:
        grading.problems.append((Severity.ERROR, "unknown_rating", str(error)))
        return None
    return row, coding.display or coding.code


def _coded(judgement: Said) -> tuple[Coding, str] | None:
    """The first coding whose system is known, ours before others; else the named scale's label."""
    listed = codings(judgement.value)
    ours = [c for c in listed if c.system.startswith(BASE)]
    for coding in ours or listed:
        system = _system_of(coding)
        if system:
            return coding, system
    named = "" if ours else _system_named(judgement.system_name)
    text = concept_text(judgement.value)
    return (Coding("", text, text), named) if named and text else None


def _system_of(coding: Coding) -> str:
    if coding.system.startswith(BASE):
        is_rating = coding.system.startswith(OWN_SYSTEM)
        return coding.system.removeprefix(OWN_SYSTEM) if is_rating else ""
    if coding.code.upper().startswith("RJCS-"):
        return "fevir_rjcs"
    if coding.code.lower() in _CEOSYS:
        return "ceosys_recommendation_strength"
    address = coding.system.lower()
    return next((system for part, system in _SYSTEMS if part.lower() in address), "")


def _system_named(text: str) -> str:
    found = [
        system
        for system, name in SYSTEM_NAMES.items()
        if re.search(rf"\b{re.escape(name)}\b", text)
    ]
    return max(found, key=lambda system: len(SYSTEM_NAMES[system]), default="")


def _label(coding: Coding, system: str, axis: str, stated: Direction | None) -> RatingLabel:
    """Raises `UnknownRating` with the first spelling's reason."""
    if coding.system.startswith(OWN_SYSTEM):
        return resolve_rating(
            printed=coding.code, system=system, system_version=coding.version, axis=axis
        )
    toward = [f"{coding.code} {stated}"] if stated and axis == "strength" else []
    spellings = [*toward, coding.code, *([coding.display] if coding.display else [])]
    errors = []
    for spelling in spellings:
        try:
            return resolve_rating(printed=spelling, system=system)
        except UnknownRating as error:
            errors.append(error)
    raise errors[len(toward)]


def _say_unknown(judgement: Said, grading: Grading) -> None:
    text = concept_text(judgement.value)
    known = ", ".join(sorted(SYSTEM_NAMES.values()))
    systems = {coding.system for coding in codings(judgement.value) if coding.system}
    scale = first_text(judgement.system_name, ", ".join(sorted(systems))) or "no scale"
    grading.warn(
        "rating_not_mapped",
        f"The {judgement.axis} {text!r} ({scale}) is kept as printed, but not compared with "
        f"others: its rating system is not known. Known: {known}",
    )


def _sound(grade: NormalisedGrade, grading: Grading) -> NormalisedGrade:
    fault = find_fault(kind=grade.kind, direction=grade.direction, strength=grade.strength)
    if fault is None:
        return grade
    grading.warn("ratings_disagree", f"The ratings contradict each other, so none counts: {fault}")
    return NormalisedGrade(Kind.STATEMENT, Direction.NONE, None, None, grade.fidelity)


def _kept(
    rows: list[tuple[RatingLabel, str]], grade: NormalisedGrade, grading: Grading
) -> list[tuple[RatingLabel, str]]:
    """The labels that mean what the record says; the others stay in the printed label only."""
    kept = [pair for pair in rows if _agrees(pair[0], grade)]
    for row, printed in rows:
        if not _agrees(row, grade):
            grading.warn(
                "rating_left_out",
                f"The {row.axis} {printed!r} stays in the printed label only: "
                + (
                    "no direction is given, so that it grades nothing"
                    if grade.direction is Direction.NONE
                    else "another rating says something else"
                ),
            )
    return kept


def _agrees(row: RatingLabel, grade: NormalisedGrade) -> bool:
    return (
        row.strength in (None, grade.strength)
        and row.certainty in (None, grade.certainty)
        and row.direction in ("", IN_TEXT, grade.direction.value)
    )


def _rating(row: RatingLabel, printed: str) -> Json:
    rating = {
        "axis": row.axis,
        "system": row.system,
        "system_version": row.system_version,
        "label": row.label,
    }
    return rating if printed == row.label else {**rating, "printed": printed[:200]}


def _printed(judgements: list[Said]) -> str:
    """The source's labels side by side; the direction's only where there is no other."""
    graded = [item for item in judgements if item.axis != "direction"] or judgements
    texts = [
        f"{item.system_name} {text}" if item.system_name and item.system_name not in text else text
        for item in graded
        if (text := concept_text(item.value))
    ]
    return "; ".join(dict.fromkeys(texts))
