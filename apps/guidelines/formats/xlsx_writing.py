"""A package as an XLSX workbook: every cell is text or empty, so that nothing is run or changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any, Final

from apps.guidelines.formats.table_columns import SHEETS
from apps.guidelines.formats.table_writing import Entry, Row, entries, filled, used

# Excel's own limit; openpyxl cuts without a word.
CELL_LENGTH: Final = 32_767
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads `_x000D_` as the character: a text that has these signs gets its `_` written so.
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# A workbook of the same package is the same whenever it is written.
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDE: Final = frozenset(
    {
        *("statement", "plain_student", "plain_patient", "remarks", "rationale", "practical_info"),
        *("title", "guideline_title", "quote", "safety", "setting", "population", "scope"),
    }
)


class CellRefused(ValueError):
    """A text that a cell cannot hold."""

    def __init__(self, sheet: str, cell: str, reason: str) -> None:
        super().__init__(f"Sheet {sheet}, cell {cell}: {reason}")
        self.sheet = sheet
        self.cell = cell


class CellTooLong(CellRefused):
    """More than Excel's 32,767 characters."""


class CellIllegal(CellRefused):
    """A character that XML forbids."""


def write_xlsx(package: Mapping[str, Any]) -> bytes:
    """The package in the sheets of table_columns.SHEETS.

    Raises `CellTooLong` and `CellIllegal`; see table_writing for what is left out.
    """
    from openpyxl import Workbook

    # All checked before the first is written: a workbook cannot be left half made.
    tables = {name: _table(name, rows) for name, rows in _sheets(package).items()}
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _MADE
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        _set_widths(sheet, rows[0])
        header, body = _styled(sheet, is_header=True), _styled(sheet, is_header=False)
        for number, row in enumerate(rows):
            sheet.append([_cell(header if number == 0 else body, text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return _with_fixed_times(file.getvalue())


def _table(name: str, rows: Sequence[Row]) -> list[list[str]]:
    """The header and the rows of a sheet, each text as it can be written."""
    columns = used(SHEETS[name], rows, _ALWAYS[name])
    table = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return [
        [_checked(text, name, row, column) for column, text in enumerate(texts, start=1)]
        for row, texts in enumerate(table, start=1)
    ]


_ALWAYS: Final = {
    "guideline": ("guideline_key", "guideline_title", "body", "version"),
    "recommendations": ("guideline_key", "version", "key", "statement"),
    "concepts": ("key", "kind", "name"),
    "works": ("key", "kind", "title"),
    "ratings": SHEETS["ratings"][:-1],
    "citations": SHEETS["citations"][:5],
}


def _sheets(package: Mapping[str, Any]) -> dict[str, list[Row]]:
    sheets: dict[str, list[Row]] = {name: [] for name in SHEETS}
    for concept in package.get("concepts") or []:
        terms = "\n".join(" ".join(term.split()) for term in concept.get("terms") or [])
        sheets["concepts"].append(
            filled({name: concept.get(name) for name in SHEETS["concepts"]} | {"terms": terms})
        )
    for work in package.get("works") or []:
        sheets["works"].append(filled({name: work.get(name) for name in SHEETS["works"]}))
    for entry in entries(package):
        sheets["guideline"].append(entry.guideline_row())
        for recommendation in entry.version["recommendations"]:
            _add(sheets, entry, recommendation)
    return sheets


def _add(sheets: dict[str, list[Row]], entry: Entry, recommendation: dict[str, Any]) -> None:
    owner = {**entry.owner(), "key": recommendation["key"]}
    row = {**entry.row(recommendation), **owner}
    # The sheet of concepts says it.
    row.pop("concept_kinds", None)
    sheets["recommendations"].append(row)
    for rating in recommendation.get("ratings") or []:
        sheets["ratings"].append({**filled(rating), **owner})
    for citation in entry.citation_rows(recommendation):
        kept = {name: citation.get(name, "") for name in ("role", "locator", "quote")}
        sheets["citations"].append({**filled(kept), **owner, "work_key": citation["key"]})


def _styled(sheet: Any, *, is_header: bool) -> Any:
    """A cell to copy: to make the style anew for each takes ten times as long."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=not is_header, vertical="top")
    if is_header:
        cell.font = Font(bold=True)
    return cell


def _cell(like: Any, text: str) -> Any:
    if not text:
        return None
    cell = copy(like)
    cell.value = text
    # Whatever the text looks like, it is one: "=1+1", "1-2", "2a".
    cell.data_type = "s"
    return cell


def _checked(text: str, sheet: str, row: int, column: int) -> str:
    illegal = _ILLEGAL.search(text)
    escaped = _ESCAPE_LIKE.sub("_x005F_", text)
    # Excel counts in UTF-16.
    length = len(escaped.encode("utf-16-le", "surrogatepass")) // 2
    if illegal is None and length <= CELL_LENGTH:
        return escaped
    place = f"{_letters(column)}{row}"
    if illegal:
        raise CellIllegal(sheet, place, f"the character {ord(illegal[0]):#06x} cannot be written")
    raise CellTooLong(
        sheet, place, f"the text has {length:,} characters, at most {CELL_LENGTH:,} fit"
    )


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _set_widths(sheet: Any, columns: Sequence[str]) -> None:
    for number, column in enumerate(columns, start=1):
        width = 60 if column in _WIDE else max(12, min(30, len(column) + 4))
        sheet.column_dimensions[_letters(number)].width = width


def _with_fixed_times(content: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for part in made.infolist():
            data = made.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data
                )
            fixed.writestr(zipfile.ZipInfo(part.filename), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()
