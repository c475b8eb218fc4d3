"""The grade of one row: its labels resolved in the rating system they name, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain.direction import infer_direction
from apps.guidelines.domain.grading import Direction, Fidelity, Kind, find_fault
from apps.guidelines.domain.ratings import (
    IN_TEXT,
    SYSTEM_NAMES,
    NormalisedGrade,
    RatingLabel,
    UnknownRating,
    grade_from,
    resolve_rating,
)
from apps.guidelines.formats.reading import has_errors
from apps.guidelines.formats.table_cells import Cells

KINDS: Final = {kind.replace("_", " "): kind.value for kind in Kind}
_DIRECTIONS: Final = {
    **dict.fromkeys(("for", "in favour", "in favor", "favour", "favor", "for intervention"), "for"),
    **dict.fromkeys(("against", "against intervention"), "against"),
    **dict.fromkeys(("either", "for either", "conditional for either"), "either"),
    **dict.fromkeys(
        ("none", "neither", "no recommendation", "neither for nor against", "no direction"), "none"
    ),
}
_FIDELITIES: Final = {fidelity.value: fidelity.value for fidelity in Fidelity}
# The axes that the label in a column may have; None is any.
_AXES: Final[dict[str, tuple[str | None, ...]]] = {
    "strength_label": ("strength", "combined"),
    "certainty_label": ("certainty", "combined"),
    "grade": ("combined", None),
    "direction_label": ("direction",),
}
_SYSTEMS: Final = {
    **{re.sub(r"[^a-z0-9]", "", name.casefold()): key for key, name in SYSTEM_NAMES.items()},
    **{key.replace("_", ""): key for key in SYSTEM_NAMES},
}


@dataclass(frozen=True, slots=True)
class Rated:
    """A label, the column it came from, and how the source wrote it."""

    label: RatingLabel
    column: str
    printed: str

    def as_rating(self) -> dict[str, Any]:
        rating = {
            "axis": self.label.axis,
            "system": self.label.system,
            "system_version": self.label.system_version,
            "label": self.label.label,
        }
        return rating if self.printed == self.label.label else {**rating, "printed": self.printed}


def find_system(name: str) -> tuple[str, str]:
    """(id, version) of a rating system that people write as "GRADE", "ACC/AHA", "acc_aha" or
    "USPSTF 2012-"; the version may be empty. A name that is not known is given back.
    """
    for words, version in ((name, ""), name.rpartition(" ")[::2]):
        found = _SYSTEMS.get(re.sub(r"[^a-z0-9]", "", words.casefold()))
        if found:
            return found, version
    return name, ""


def read_grade(
    row: Cells, further: Sequence[Cells], rating_system: str | None
) -> dict[str, Any] | None:
    """The grade's fields of a recommendation, or None with the reason among the issues.

    `further` are its rows in the sheet of ratings.
    """
    seen = len(row.reading.issues)
    rated = _labels(row, further, rating_system or "")
    stated, is_inferred = _direction(row, rated)
    grade = grade_from([item.label for item in rated], stated=stated)
    grade = _completed(row, grade, rated)
    if has_errors(row.reading.issues[seen:]) or not _agrees(row, grade, rated):
        return None
    printed = row.text("label_as_printed", 200) or ", ".join(
        dict.fromkeys(item.printed for item in rated)
    )
    facts: dict[str, Any] = {
        "kind": grade.kind.value,
        "direction": grade.direction.value,
        "strength": grade.strength,
        "certainty": grade.certainty,
        "fidelity": row.choice("fidelity", _FIDELITIES) or grade.fidelity.value,
        "ratings": [item.as_rating() for item in rated],
        "label_as_printed": printed[:200],
    }
    if is_inferred and grade.direction is not Direction.NONE:
        facts["direction_inferred"] = True
    return facts


def _labels(row: Cells, further: Sequence[Cells], default: str) -> list[Rated]:
    """Those of the sheet of ratings first: their order is the package's."""
    names = ("axis", "system", "system_version", "printed")
    found = [rated for cells in further if (rated := _resolved(cells, "label", names, default=""))]
    for column in _AXES:
        stem = column.removesuffix("_label")
        beside = ("", f"{stem}_system", f"{stem}_system_version", f"{stem}_printed")
        found += _rated(row, column, beside, default)
    first: dict[str, Rated] = {}
    for item in found:
        before = first.setdefault(item.label.axis, item)
        if before.label != item.label:
            row.error(
                "two_labels",
                item.column,
                f"{before.label.label!r} and {item.label.label!r} are both labels of "
                f"{item.label.axis}: a recommendation has one.",
            )
    return list(first.values())


def _rated(row: Cells, column: str, names: tuple[str, str, str, str], default: str) -> list[Rated]:
    """The label of a cell, or the two or three that stand in one: "Strong; High"."""
    text = row.text(column)
    parts = [part.strip() for part in re.split(r"[;,/]", text)]
    quiet = len(parts) > 1 and column == "grade"
    whole = _resolved(row, column, names, default, quiet=quiet)
    if whole or not quiet:
        return [whole] if whole else []
    found = [
        item
        for part in parts
        if (item := _resolved(row, column, names, default, text=part, quiet=True))
    ]
    if len(found) == len(parts) == len({item.label.axis for item in found}):
        return found
    _resolved(row, column, names, default)
    return []


def _resolved(
    row: Cells,
    column: str,
    names: tuple[str, str, str, str],
    default: str,
    *,
    text: str | None = None,
    quiet: bool = False,
) -> Rated | None:
    """`names` are the columns of axis, system, version and wording beside it."""
    label = row.text(column) if text is None else text
    if not label:
        return None
    axis_column, system_column, version_column, printed_column = names
    system, version = find_system(row.text(system_column) or default)
    axes = _AXES.get(column) or (row.text(axis_column).casefold() or None,)
    refusal = UnknownRating()
    for axis in axes:
        try:
            found = resolve_rating(
                printed=label,
                system=system,
                system_version=row.text(version_column) or version or None,
                axis=axis,
            )
        except UnknownRating as error:
            refusal = error
        else:
            return Rated(found, column, row.text(printed_column) or label)
    if not quiet:
        row.error("unknown_label", column, f"{_any_axis(label, system) or refusal}.")
    return None


def _any_axis(label: str, system: str) -> str:
    """What to say of a label whose column does not fit it, or "" of one that no axis has."""
    if system not in SYSTEM_NAMES:
        return ""
    try:
        found = resolve_rating(printed=label, system=system)
    except UnknownRating as error:
        return str(error)
    return f"{label!r} is a label of {found.axis} in {SYSTEM_NAMES[system]}, not of this column"


def _direction(row: Cells, rated: Sequence[Rated]) -> tuple[Direction | None, bool]:
    """(stated direction, whether it was read from the wording). A label's own goes before both."""
    said = {item.label.direction for item in rated} - {"", IN_TEXT}
    cell = row.choice("direction", _DIRECTIONS)
    is_marked = row.flag("direction_inferred")
    if cell and said and cell not in said:
        names = ", ".join(item.label.label for item in rated)
        row.error(
            "direction_contradicts_label",
            "direction",
            f"The direction is {cell!r}, but {names} means {', '.join(sorted(said))!r}.",
        )
    if cell or said or not rated:
        return (Direction(cell) if cell else None), is_marked
    inferred = infer_direction(row.text("statement"))
    if inferred is not None:
        row.warning(
            "direction_inferred",
            "direction",
            f"No direction is given; the wording reads as {inferred.value!r}. Check it.",
        )
    return inferred, inferred is not None


def _completed(row: Cells, grade: NormalisedGrade, rated: Sequence[Rated]) -> NormalisedGrade:
    """With the kind and the bare numbers that the row gives beside its labels."""
    kind = Kind(row.choice("kind", KINDS) or grade.kind)
    strength = _number(row, "strength_value", 3, grade.strength)
    certainty = _number(row, "certainty_value", 4, grade.certainty)
    if kind is not Kind.GRADED and not rated and strength is not None and not row.text("kind"):
        kind = Kind.GRADED
    return NormalisedGrade(
        kind=kind,
        direction=grade.direction,
        strength=strength,
        certainty=certainty,
        fidelity=grade.fidelity,
    )


def _number(row: Cells, column: str, top: int, meant: int | None) -> int | None:
    given = row.whole(column, low=0, high=top)
    if given is not None and meant is not None and given != meant:
        row.error("number_contradicts_label", column, f"It is {given}; the label means {meant}.")
    return given if meant is None else meant


def _agrees(row: Cells, grade: NormalisedGrade, rated: Sequence[Rated]) -> bool:
    """The grade is what every label means, and its parts can stand together."""
    fault = find_fault(kind=grade.kind, direction=grade.direction, strength=grade.strength)
    if grade.kind is Kind.GOOD_PRACTICE and grade.certainty is not None:
        fault = "A good practice statement has no certainty"
    if fault:
        row.error("grade_without_sense", "kind", f"{fault}.")
        return False
    for item in rated:
        for axis, meant, held in (
            ("strength", item.label.strength, grade.strength),
            ("certainty", item.label.certainty, grade.certainty),
            ("direction", _own_direction(item.label), grade.direction.value),
        ):
            if meant is not None and meant != held:
                row.error(
                    "ratings_disagree",
                    item.column,
                    f"{item.label.label} means {axis} {meant}, another label or the kind "
                    f"makes it {held if held is not None else 'none'}.",
                )
                return False
    return True


def _own_direction(label: RatingLabel) -> str | None:
    return None if label.direction in ("", IN_TEXT) else label.direction
