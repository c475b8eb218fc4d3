"""Small tables for tests: CSV by columns and rows, XLSX by sheets of cells."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]

from apps.guidelines.formats.reading import Issue, Reading, SourceFile
from apps.guidelines.formats.tables import read_tables

ROW = {
    "key": "rest",
    "statement": "Offer a warm bath to adults with sore knees.",
    "direction": "for",
    "strength_label": "Strong for",
    "strength_system": "grade",
    "certainty_label": "Low",
    "certainty_system": "grade",
    "guideline_title": "Sore knees",
    "body": "Institute of Bathing",
    "version": "2024",
    "published_on": "2024-05",
    "redistribution": "full_text",
}


def csv_file(*rows: dict[str, str], name: str = "table.csv", delimiter: str = ",") -> SourceFile:
    """A column for every name in any row."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SourceFile(name, text.getvalue().encode())


def xlsx_file(sheets: dict[str, list[list[Any]]], name: str = "table.xlsx") -> SourceFile:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book, name)


def saved(book: Any, name: str = "table.xlsx") -> SourceFile:
    file = io.BytesIO()
    book.save(file)
    return SourceFile(name, file.getvalue())


def as_sheet(*rows: dict[str, Any]) -> list[list[Any]]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [columns, *([row.get(column) for column in columns] for row in rows)]


def read(*rows: dict[str, str], **options: Any) -> Reading:
    """The rows as a CSV file, each on top of ROW."""
    return read_tables([csv_file(*({**ROW, **row} for row in rows))], **options)


def recommendation_of(reading: Reading) -> dict[str, Any]:
    """The only one. Where there is none, the test fails with the issues."""
    assert reading.package is not None, reading.issues
    (guideline,) = reading.package["guidelines"]
    (version,) = guideline["versions"]
    (recommendation,) = version["recommendations"]
    found: dict[str, Any] = recommendation
    return found


def issue_of(reading: Reading, code: str) -> Issue:
    """The first of that code; a refused reading has no package."""
    found = [issue for issue in reading.issues if issue.code == code]
    assert found, reading.issues
    assert not reading.is_refused or reading.package is None
    return found[0]
