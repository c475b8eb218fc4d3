"""Rating systems and their labels, from data/rating_map.tsv: what a printed label means.

A bare letter means nothing without its system, and an unknown label is an error, never a default.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from apps.guidelines.domain.grading import Direction, Fidelity, Kind

MAP_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "rating_map.tsv"
# The direction stands in the wording of the recommendation, not in the label.
IN_TEXT: Final = "in_text"

SYSTEM_NAMES: Final = {
    "aan": "AAN",
    "aaos": "AAOS",
    "acc_aha": "ACC/AHA",
    "acr_ac": "ACR Appropriateness Criteria",
    "ada": "ADA",
    "awmf": "AWMF",
    "cdc_acip": "CDC/ACIP",
    "ceosys_recommendation_strength": "CEOsys",
    "cpic": "CPIC",
    "dpwg": "DPWG",
    "esc": "ESC",
    "esmo_idsa": "ESMO/IDSA",
    "fevir_rjcs": "FEvIR",
    "fhir_evidence_quality": "FHIR evidence quality",
    "fhir_recommendation_strength": "FHIR recommendation strength",
    "grade": "GRADE",
    "grade_accp": "GRADE, ACCP form",
    "nccn": "NCCN",
    "nhmrc": "NHMRC",
    "nice": "NICE",
    "ocebm": "Oxford CEBM",
    "schema_org": "schema.org",
    "sign": "SIGN",
    "uspstf": "USPSTF",
    "va_dod": "VA/DoD",
    "who": "WHO",
}


@dataclass(frozen=True, slots=True)
class RatingLabel:
    """`direction` is a direction, `in_text`, or empty when the axis has none.

    `kind` is the table's own word (graded, consensus, no_rec …); see `grade_from`.
    """

    system: str
    system_version: str
    axis: str
    label: str
    aliases: tuple[str, ...]
    direction: str
    strength: int | None
    kind: str
    certainty: int | None
    fidelity: str


class UnknownRating(LookupError):
    """Nothing, or more than one thing, is meant by a label; the message lists what is known."""


def system_name(system: str, version: str) -> str:
    """The system as people write it, with the years its version holds: "USPSTF, since 2012"."""
    start, dash, end = version.partition("-")
    years = f"{start} to {end}" if start and end else f"since {start}" if start else f"until {end}"
    name = SYSTEM_NAMES[system]
    return f"{name}, {years if dash else version}" if version else name


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str, str, str], RatingLabel]:
    with MAP_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    labels = [
        RatingLabel(
            system=row["system_id"],
            system_version=row["system_version"],
            axis=row["axis"],
            label=row["label"],
            aliases=tuple(filter(None, row["aliases"].split(";"))),
            direction=row["direction"],
            strength=int(row["strength"]) if row["strength"] else None,
            kind=row["kind"],
            certainty=int(row["certainty"]) if row["certainty"] else None,
            fidelity=row["fidelity"],
        )
        for row in rows
    ]
    return {(item.system, item.system_version, item.axis, item.label): item for item in labels}


def get_rating(*, system: str, system_version: str, axis: str, label: str) -> RatingLabel:
    """The meaning of a label exactly as the table has it. Raises `UnknownRating`."""
    found = _labels().get((system, system_version, axis, label))
    if found is None:
        known = sorted(key[3] for key in _labels() if key[0] == system and key[2] == axis)
        raise UnknownRating(f"{system} {system_version}: no {axis} label {label!r}; known: {known}")
    return found


def resolve_rating(
    *, printed: str, system: str, system_version: str | None = None, axis: str | None = None
) -> RatingLabel:
    """The label that a source means, however it writes it: aliases, case and dashes aside.

    A version or axis that is not named must not be needed: where two versions of the system, or
    two of its axes, give the label different meanings, it is refused. Raises `UnknownRating`.
    """
    if system not in SYSTEM_NAMES:
        raise UnknownRating(_unknown_system(printed, system))
    among = [
        label
        for label in _labels().values()
        if label.system == system
        and (axis is None or label.axis == axis)
        and (system_version is None or label.system_version == system_version)
    ]
    matching = _matching(printed, among)
    if not matching:
        known = ", ".join(dict.fromkeys(label.label for label in among))
        place = f"{system_name(system, system_version or '')}{f', {axis}' if axis else ''}"
        raise UnknownRating(f"{place} has no label {printed!r}; known: {known or 'none'}")
    if len({(m.axis, m.direction, m.strength, m.certainty, m.kind) for m in matching}) > 1:
        choices = "; ".join(f"{m.axis}, {m.system_version or 'any version'}" for m in matching)
        raise UnknownRating(
            f"{printed!r} has several meanings in {SYSTEM_NAMES[system]}: {choices}"
        )
    return matching[-1]


def _unknown_system(printed: str, system: str) -> str:
    having = sorted({row.system for row in _labels().values() if _matching(printed, [row])})
    said = f"There is no rating system {system!r}" if system else "The rating system is not named"
    return (
        f"{said}; {printed!r} is a label of: {', '.join(having) or 'none'}; "
        f"known systems: {', '.join(sorted(SYSTEM_NAMES))}"
    )


def _matching(printed: str, among: Iterable[RatingLabel]) -> list[RatingLabel]:
    """By label to the letter, else by label, else by alias, case and dashes aside."""
    rows = list(among)
    wanted = _folded(printed)
    return (
        [row for row in rows if row.label == printed.strip()]
        or [row for row in rows if _folded(row.label) == wanted]
        or [row for row in rows if wanted in map(_folded, row.aliases)]
    )


def _folded(text: str) -> str:
    dashed = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return " ".join(dashed.split()).casefold()


_KINDS: Final = {
    "graded": Kind.GRADED,
    "consensus": Kind.GRADED,
    "legal_must": Kind.GRADED,
    "research_only": Kind.GRADED,
    "no_rec": Kind.GRADED,
    "good_practice": Kind.GOOD_PRACTICE,
    "insufficient": Kind.INSUFFICIENT,
    "statement": Kind.STATEMENT,
    "not_rated": Kind.STATEMENT,
}
_WORST_FIRST: Final = (Fidelity.NONE, Fidelity.APPROX, Fidelity.CLOSE, Fidelity.EXACT)


@dataclass(frozen=True, slots=True)
class NormalisedGrade:
    """What the labels of one recommendation mean together, on the common scales."""

    kind: Kind
    direction: Direction
    strength: int | None
    certainty: int | None
    fidelity: Fidelity


def grade_from(labels: Iterable[RatingLabel], *, stated: Direction | None) -> NormalisedGrade:
    """Merge labels of different axes. `stated` is the direction that the text gives, if any.

    A label's own direction goes first. Without any, there is no recommendation, so no strength:
    the record is then a statement (or whatever ungraded kind its label says).
    """
    rows = list(labels)
    kinds = [_KINDS[row.kind] for row in rows]
    kind = next((kind for kind in kinds if kind is not Kind.GRADED), Kind.GRADED)
    said = next((row.direction for row in rows if row.direction not in ("", IN_TEXT)), None)
    direction = Direction(said) if said else stated or Direction.NONE
    strength = next((row.strength for row in rows if row.strength is not None), None)
    certainty = next((row.certainty for row in rows if row.certainty is not None), None)
    if not rows or (kind is Kind.GRADED and direction is Direction.NONE and strength != 0):
        kind = Kind.STATEMENT
    if kind is not Kind.GRADED:
        strength = None
    if kind is Kind.INSUFFICIENT:
        direction = Direction.NONE
    fidelity = next(
        (mark for mark in _WORST_FIRST if mark in [row.fidelity for row in rows]), Fidelity.NONE
    )
    return NormalisedGrade(kind, direction, strength, certainty, fidelity)
