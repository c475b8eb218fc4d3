"""A package as one CSV file: one row to a recommendation, with all that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.guidelines.formats.csv_file import csv_bytes
from apps.guidelines.formats.table_columns import GUIDELINE, RECOMMENDATION, VERSION, WORK
from apps.guidelines.formats.table_writing import Row, entries, used

_COLUMNS: Final = (*GUIDELINE, *VERSION, *WORK, *RECOMMENDATION)


def write_csv(package: Mapping[str, Any]) -> bytes:
    """The same package gives the same bytes. See table_writing for what is left out."""
    rows: list[Row] = []
    for entry in entries(package):
        shared = {**entry.guideline_row(), **entry.work_row(entry.version["work"], "work_")}
        for recommendation in entry.version["recommendations"]:
            cited = {
                f"cite_{number}_{name}": text
                for number, row in enumerate(entry.citation_rows(recommendation), start=1)
                for name, text in row.items()
            }
            rows.append({**entry.row(recommendation), **shared, **cited})
    return csv_bytes(used(_COLUMNS, rows, ("key", "statement")), rows)
