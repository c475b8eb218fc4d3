"""The register of interests, for everybody: on a page and as a file. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from apps.advisory.interests import InterestView, register
from apps.guidelines.formats.csv_file import csv_bytes

_COLUMNS: Final = (
    "person",
    "intervention",
    "intervention_key",
    "kind",
    "direct",
    "interest",
    "since",
    "until",
    "declared_on",
    "withdrawn_on",
)


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """`present` holds now; `earlier` is over or was withdrawn, newest first."""

    person: str
    url: str
    present: tuple[InterestView, ...]
    earlier: tuple[InterestView, ...]


def register_by_person() -> tuple[RegisterEntry, ...]:
    """By name. Two queries."""
    entries = []
    for _, group in groupby(register(), key=lambda view: view.user_id):
        rows = tuple(group)
        entries.append(
            RegisterEntry(
                person=rows[0].person,
                url=rows[0].person_url,
                present=tuple(row for row in rows if row.is_active),
                earlier=tuple(row for row in rows if not row.is_active),
            )
        )
    return tuple(entries)


def register_csv() -> bytes:
    """Every declaration with its history; no private part. Two queries."""
    return csv_bytes(_COLUMNS, map(_row, register()))


def _row(view: InterestView) -> dict[str, str]:
    return {
        "person": view.person,
        "intervention": view.intervention_name,
        "intervention_key": view.intervention,
        "kind": view.kind,
        "direct": "yes" if view.is_direct else "no",
        "interest": view.public_text,
        "since": view.from_on.isoformat(),
        "until": view.until_on.isoformat() if view.until_on else "",
        "declared_on": view.declared_at.date().isoformat(),
        "withdrawn_on": view.withdrawn_at.date().isoformat() if view.withdrawn_at else "",
    }
