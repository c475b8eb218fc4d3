"""Guideline tables, CSV and XLSX: one row to a recommendation, in and out."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from apps.guidelines.formats.building import PackageBuilder, make_key
from apps.guidelines.formats.csv_file import read_csv
from apps.guidelines.formats.reading import Reading, SourceFile
from apps.guidelines.formats.table_cells import Cells
from apps.guidelines.formats.table_concepts import ConceptBook
from apps.guidelines.formats.table_guidelines import GuidelineBook
from apps.guidelines.formats.table_rows import RowReader
from apps.guidelines.formats.table_shape import Table
from apps.guidelines.formats.table_works import WorkShelf
from apps.guidelines.formats.xlsx_file import read_xlsx

_ZIP: Final = b"PK"
Owned = dict[tuple[str, str, str], list[Cells]]


def read_tables(
    files: list[SourceFile], *, rating_system: str | None = None, title: str = ""
) -> Reading:
    """Read CSV and XLSX files together as one package; with any error there is none.

    `rating_system` ("grade", "uspstf 2012-") is that of labels beside which none is named, `title`
    the guideline's where no column or sheet gives one.
    """
    kinds = {"xlsx" if file.content.startswith(_ZIP) else "csv" for file in files}
    reading = Reading(format="+".join(sorted(kinds)))
    tables: list[Table] = []
    for file in files:
        if file.content.startswith(_ZIP):
            tables += read_xlsx(file, reading)
        elif table := read_csv(file, reading):
            tables.append(table)
    if not reading.is_refused:
        _assemble(tables, reading, rating_system, title)
    return reading


def _assemble(tables: list[Table], reading: Reading, rating_system: str | None, title: str) -> None:
    builder = PackageBuilder()
    shelf = WorkShelf(builder)
    concepts = ConceptBook(builder)
    book = GuidelineBook(builder, shelf, reading, title)
    concepts.read_sheet(_cells(tables, "concepts", reading))
    shelf.read_sheet(_cells(tables, "works", reading))
    book.read_sheet(_cells(tables, "guideline", reading))
    ratings = _owned(tables, "ratings", reading)
    citations = _owned(tables, "citations", reading)
    reader = RowReader(concepts, shelf, rating_system)
    places: dict[tuple[str, str, str], str] = {}
    for table in tables:
        if table.sheet == "recommendations" and _has_columns(table, reading):
            for row in table.rows:
                _read_row(Cells(row, reading), reader, book, ratings, citations, places)
    _report_unowned(ratings, citations, reading)
    _report_gaps(book, places, tables, reading)
    if not reading.is_refused:
        reading.package = builder.package()


def _cells(tables: list[Table], sheet: str, reading: Reading) -> list[Cells]:
    return [Cells(row, reading) for table in tables if table.sheet == sheet for row in table.rows]


def _owned(tables: list[Table], sheet: str, reading: Reading) -> Owned:
    """The rows of a further sheet by the recommendation they belong to."""
    owned: Owned = defaultdict(list)
    for cells in _cells(tables, sheet, reading):
        owned[_owner(cells)].append(cells)
    return owned


def _owner(row: Cells) -> tuple[str, str, str]:
    key, guideline = row.text("key"), row.text("guideline_key")
    return (
        make_key(guideline) if guideline else "",
        row.text("version"),
        make_key(key) if key else "",
    )


def _has_columns(table: Table, reading: Reading) -> bool:
    missing = [column for column in ("key", "statement") if column not in table.columns]
    for column in missing:
        reading.error(
            "missing_column",
            f"{table.place}row 1",
            f"There is no column {column!r}: a table of recommendations needs key and statement.",
        )
    return not missing


def _read_row(
    row: Cells,
    reader: RowReader,
    book: GuidelineBook,
    ratings: Owned,
    citations: Owned,
    places: dict[tuple[str, str, str], str],
) -> None:
    owner = _owner(row)
    recommendation = reader.read(row, ratings.pop(owner, []), citations.pop(owner, []))
    found = book.version_of(row)
    if found is None or not owner[2]:
        return
    guideline, version = found
    name = (guideline, version["label"], owner[2])
    if name in places:
        row.error(
            "duplicate_key",
            "key",
            f"The key {row.text('key')!r} is also that of {places[name]} in the same version.",
        )
    places.setdefault(name, row.row.place)
    if recommendation is not None:
        version["recommendations"].append(recommendation)


def _report_unowned(ratings: Owned, citations: Owned, reading: Reading) -> None:
    for rows in (*ratings.values(), *citations.values()):
        for row in rows:
            row.error(
                "unknown_recommendation",
                "key",
                "No row of the recommendations has this guideline_key, version and key.",
            )


def _report_gaps(
    book: GuidelineBook,
    places: dict[tuple[str, str, str], Any],
    tables: list[Table],
    reading: Reading,
) -> None:
    if not places and not reading.is_refused:
        where = tables[0].place if tables else ""
        reading.error("no_rows", where, "The table has no row with a recommendation.")
    active = [key for (key, _), version in book.made().items() if version["status"] == "active"]
    for key in sorted({key for key in active if active.count(key) > 1}):
        reading.error(
            "two_active_versions",
            tables[0].place,
            f"The guideline {key!r} has several active versions here: give the older ones the "
            "version_status superseded.",
        )
