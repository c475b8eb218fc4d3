"""What a recommendation says, written as a package has it; key and standing apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.guidelines.domain.fields import Field, write_fields
from apps.guidelines.domain.packaged_recommendation import (
    FIRST_FIELDS,
    LATER_FIELDS,
    PART_FIELDS,
    RATING_FIELDS,
)

Row = Mapping[str, Any]


def write_said(
    facts: Row, ratings: Iterable[Row], parts: Mapping[str, Iterable[Row]]
) -> dict[str, Any]:
    """The part of a document that these columns make, defaults and empty lists left out."""
    document = write_fields(facts, FIRST_FIELDS)
    # Both groups of fields write into the same inner object (`population`).
    for key, value in write_fields(facts, LATER_FIELDS).items():
        if isinstance(value, dict) and isinstance(document.get(key), dict):
            document[key] |= value
        else:
            document[key] = value
    document |= _listed("ratings", ratings, RATING_FIELDS)
    for name, rows in parts.items():
        document |= _listed(name, rows, PART_FIELDS[name])
    return document


def _listed(name: str, rows: Iterable[Row], fields: tuple[Field, ...]) -> dict[str, Any]:
    written = [write_fields(row, fields) for row in rows]
    return {name: written} if written else {}
