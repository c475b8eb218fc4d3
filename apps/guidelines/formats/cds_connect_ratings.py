"""Strength and quality of a CDS Connect row: free text, a rating only where it names its system."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction, Fidelity, Kind
from apps.guidelines.domain.ratings import (
    IN_TEXT,
    NormalisedGrade,
    RatingLabel,
    UnknownRating,
    grade_from,
    resolve_rating,
)
from apps.guidelines.formats.foreign_json import Fields
from apps.guidelines.formats.rating_entries import rating_entry

_SYSTEMS: Final = (
    (re.compile(r"\bUSPSTF\b|Preventive Services Task Force", re.IGNORECASE), "uspstf"),
    (re.compile(r"\bACC\s*/\s*AHA\b|\bAHA\s*/\s*ACC\b"), "acc_aha"),
    (re.compile(r"\bACIP\b"), "cdc_acip"),
    (re.compile(r"\bVA\s*/\s*DoD\b", re.IGNORECASE), "va_dod"),
    (re.compile(r"\bCPIC\b"), "cpic"),
    (re.compile(r"\bSIGN\b"), "sign"),
    (re.compile(r"\bAAOS\b"), "aaos"),
    # In capitals: "grade A" is a label, GRADE is a system.
    (re.compile(r"\bGRADE\b"), "grade"),
)
_BREAKS: Final = re.compile(r"[,;:().\n/]|\s[-\N{EN DASH}]\s")
_FILLING: Final = re.compile(
    r"\b(?:recommendations?|strength of|evidence|certainty|quality|the|of|is|rating|system)\b",
    re.IGNORECASE,
)

# The site is of 2016: what it calls a grade has the definitions since 2012.
_VERSIONS: Final = {"uspstf": "2012-"}
# Their labels name the direction: a bare "Strong" takes it from the statement, as inferred.
_WORDED: Final = ("grade", "va_dod")
_FOR_OR_AGAINST: Final = re.compile(
    r"\b(?:for|against|either|only in research|good practice|no recommendation)\b", re.IGNORECASE
)
_DIRECTIONS: Final = tuple(Direction)
_OPPOSITES: Final[dict[Direction | None, Direction]] = {
    Direction.FOR: Direction.AGAINST,
    Direction.AGAINST: Direction.FOR,
}
_UNGRADED: Final = NormalisedGrade(Kind.STATEMENT, Direction.NONE, None, None, Fidelity.NONE)


@dataclass(frozen=True, slots=True)
class Rated:
    """A row with its labels; without a system named, `labels` is empty and the text is kept."""

    fields: Fields
    statement: str
    printed: str
    grade: NormalisedGrade
    is_inferred: bool
    labels: list[RatingLabel] = field(default_factory=list)

    def as_record(self) -> dict[str, Any]:
        """The record without key, population and citations."""
        grade = self.grade
        return {
            "kind": grade.kind.value,
            "statement": self.statement,
            "verbatim": True,
            "direction": grade.direction.value,
            "direction_inferred": self.is_inferred,
            "strength": grade.strength,
            "certainty": grade.certainty,
            "fidelity": grade.fidelity.value,
            "ratings": [rating_entry(label) for label in self.labels],
            "label_as_printed": self.printed[:200],
            "remarks": self.fields.text("decision_notes"),
            "x": {"source": self.fields.values},
        }


def read_ratings(
    fields: Fields, statement: str, source: str, placeholders: tuple[str, ...]
) -> Rated:
    """The row, graded where strength or quality (or the source) names a rating system."""
    printed = {
        "strength": fields.folded("strength_of_recommendation"),
        "certainty": fields.folded("quality_of_evidence"),
    }
    said = {axis: text for axis, text in printed.items() if text.lower() not in placeholders}
    shown = "; ".join(said.values())
    stated = infer_direction(statement)
    labels = [
        label
        for axis, text in said.items()
        if (label := _resolve(fields, text, axis, f"{shown} {source}", stated)) is not None
    ]
    labels = list({label.axis: label for label in labels}.values())
    grade = grade_from(labels, stated=stated)
    agreeing = [label for label in labels if _agrees(label, grade)]
    if len(agreeing) < len(labels):
        message = (
            f"{shown!r} cannot all hold for this text; it is shown as printed, not as a rating"
        )
        fields.reading.warning("rating_contradicts_text", fields.where, message)
    elif stated in _OPPOSITES and grade.direction is _OPPOSITES[stated]:
        message = f"{shown!r} is {grade.direction}, but the text reads as {stated}"
        fields.reading.warning("rating_contradicts_text", fields.place("recommendation"), message)
    if not labels or len(agreeing) < len(labels):
        return Rated(fields, statement, shown, _UNGRADED, is_inferred=False)
    own = any(label.direction in _DIRECTIONS and _says_direction(label, shown) for label in labels)
    is_inferred = grade.direction is not Direction.NONE and not own
    return Rated(fields, statement, shown, grade, is_inferred, labels)


def _agrees(label: RatingLabel, grade: NormalisedGrade) -> bool:
    """Whether the record may carry this label: all of its meaning holds."""
    return (
        label.strength in (None, grade.strength)
        and label.certainty in (None, grade.certainty)
        and label.direction in ("", IN_TEXT, grade.direction)
    )


def _says_direction(label: RatingLabel, printed: str) -> bool:
    return label.system not in _WORDED or bool(_FOR_OR_AGAINST.search(printed))


def _resolve(
    fields: Fields, text: str, axis: str, context: str, stated: Direction | None
) -> RatingLabel | None:
    place = "strength_of_recommendation" if axis == "strength" else "quality_of_evidence"
    system = next((name for pattern, name in _SYSTEMS if pattern.search(context)), "")
    if not system:
        message = f"{text!r} names no rating system, so it is shown as printed and not as a rating"
        fields.reading.warning("system_not_named", fields.place(place), message)
        return None
    for wording in _wordings(text, system, axis, stated):
        for on in (axis, "combined"):
            try:
                return resolve_rating(
                    printed=wording, system=system, system_version=_VERSIONS.get(system), axis=on
                )
            except UnknownRating:
                continue
    message = f"{text!r} is no label of {system} that can be told, so it is shown as printed"
    fields.reading.warning("rating_unclear", fields.place(place), message)
    return None


def _wordings(text: str, system: str, axis: str, stated: Direction | None) -> list[str]:
    """The text and its parts as a label may have them, with the direction where it needs one."""
    parts = _parts(text)
    if axis != "strength" or system not in _WORDED or _FOR_OR_AGAINST.search(text):
        return parts
    if stated not in (Direction.FOR, Direction.AGAINST):
        return []
    return [f"{part} {stated}" for part in parts]


def _parts(text: str) -> list[str]:
    """The text, then its parts, without the system's name and words that fill."""
    bare = text
    for pattern, _ in _SYSTEMS:
        bare = pattern.sub(" ", bare)
    parts = [text, bare, *_BREAKS.split(bare)]
    parts += [_FILLING.sub(" ", part) for part in parts]
    found = [" ".join(part.split()) for part in parts]
    return list(dict.fromkeys(part for part in found if part))
