"""What a table is once it is read: rows of text by column, each cell with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.guidelines.formats.reading import Reading
from apps.guidelines.formats.table_columns import find_column


@dataclass(frozen=True, slots=True)
class Row:
    """`others` are the columns that have no meaning here, by their headings."""

    place: str
    cells: dict[str, str]
    others: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """`sheet` is a key of table_columns.SHEETS; `columns` are those that are known."""

    place: str
    sheet: str
    columns: frozenset[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Header:
    """For each position the column, or None, and the heading as it was written."""

    columns: tuple[str | None, ...]
    headings: tuple[str, ...]

    def row(self, place: str, values: Sequence[str]) -> Row:
        cells = {}
        others = {}
        for column, heading, value in zip(self.columns, self.headings, values, strict=True):
            if column is not None:
                cells[column] = value
            elif value:
                others[heading] = value
        return Row(place, cells, others)


def read_header(
    headings: Sequence[str], *, place: str, sheet: str, reading: Reading
) -> Header | None:
    """The header of a table. None, with the reason among the issues, where two name one column."""
    columns: list[str | None] = []
    seen: dict[str, str] = {}
    is_good = True
    for heading in headings:
        column = find_column(heading, sheet) if heading else None
        name = column or heading.casefold()
        if name and name in seen:
            reading.error(
                "duplicate_header",
                f"{place}row 1, column {heading}",
                f"The headings {seen[name]!r} and {heading!r} name the same column: keep one.",
            )
            is_good = False
        seen.setdefault(name, heading)
        columns.append(column)
    return Header(tuple(columns), tuple(headings)) if is_good else None


def report_unknown(header: Header, *, place: str, reading: Reading) -> None:
    unknown = [
        heading
        for column, heading in zip(header.columns, header.headings, strict=True)
        if column is None and heading
    ]
    if unknown:
        reading.info(
            "unknown_columns",
            f"{place}row 1",
            f"These columns have no meaning here and are kept as they are: {', '.join(unknown)}.",
        )
