"""Rating systems and their labels, from data/rating_map.tsv: what a printed label means.

A bare letter means nothing without its system, and an unknown label is an error, never a default.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

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
    """`direction` is a direction, `in_text`, or empty when the axis has none."""

    system: str
    system_version: str
    axis: str
    label: str
    direction: str
    strength: int | None
    certainty: int | None
    fidelity: str


class UnknownRating(LookupError):
    """The system has no such label on that axis; the message lists those it has."""


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
            direction=row["direction"],
            strength=int(row["strength"]) if row["strength"] else None,
            certainty=int(row["certainty"]) if row["certainty"] else None,
            fidelity=row["fidelity"],
        )
        for row in rows
    ]
    return {(item.system, item.system_version, item.axis, item.label): item for item in labels}


def get_rating(*, system: str, system_version: str, axis: str, label: str) -> RatingLabel:
    """The meaning of a printed label. Raises `UnknownRating`."""
    found = _labels().get((system, system_version, axis, label))
    if found is None:
        known = sorted(key[3] for key in _labels() if key[0] == system and key[2] == axis)
        raise UnknownRating(f"{system} {system_version}: no {axis} label {label!r}; known: {known}")
    return found
