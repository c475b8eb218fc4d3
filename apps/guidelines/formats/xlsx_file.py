"""XLSX workbooks read as tables: values only, each cell as the text that it shows."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from apps.guidelines.formats.reading import Reading, SourceFile
from apps.guidelines.formats.table_columns import (
    DATES,
    SHEET_ALIASES,
    SHEETS,
    find_column,
    normalised,
)
from apps.guidelines.formats.table_shape import Header, Table, read_header, report_unknown
from apps.guidelines.formats.xlsx_scan import SheetFacts, SheetRefused, scan_workbook

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_xlsx(file: SourceFile, reading: Reading) -> list[Table]:
    """Its tables; an empty list, with the reason among the issues, of a file that is refused."""
    try:
        facts = scan_workbook(file.content)
        with warnings.catch_warnings():
            # It warns of parts that it leaves out, such as drop-down lists; none holds a cell.
            warnings.simplefilter("ignore")
            return _read(file, facts, reading)
    except SheetRefused as refusal:
        where = f"{file.name}#{f'cell {refusal.cell}' if refusal.cell else 'workbook'}"
        reading.error(refusal.code, where, refusal.message)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part leads it to
        reading.error(
            "broken_file",
            f"{file.name}#workbook",
            f"The workbook cannot be read ({type(error).__name__}): open it and save it anew.",
        )
    return []


def _read(file: SourceFile, facts: dict[str, SheetFacts], reading: Reading) -> list[Table]:
    # Here, because a CSV needs none of it and the import takes 0.3 s.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(file.content), read_only=True, data_only=True, keep_links=False)
    sheets = [
        _Sheet(file.name, sheet, facts.get(sheet._worksheet_path, SheetFacts()), reading)
        for sheet in book.worksheets
    ]
    filled = [sheet for sheet in sheets if sheet.facts.rows]
    named = {sheet.kind for sheet in filled}
    if "recommendations" not in named:
        _choose_recommendations(filled, file.name, reading)
    tables = []
    for sheet in filled:
        if sheet.kind is None:
            sheet.say_not_read()
        elif sheet.is_sound() and (table := sheet.table()):
            tables.append(table)
    return tables


def _choose_recommendations(sheets: list[_Sheet], name: str, reading: Reading) -> None:
    """The sheet with a statement under whatever name, if it is the only one."""
    fitting = [sheet for sheet in sheets if sheet.kind is None and sheet.has_statements()]
    if len(fitting) == 1:
        fitting[0].kind = "recommendations"
        return
    found = ", ".join(repr(sheet.title) for sheet in fitting) or "none"
    reading.error(
        "which_sheet",
        f"{name}#workbook",
        "Name the sheet that holds the recommendations “recommendations”; sheets with the columns "
        f"key and statement here: {found}.",
    )


class _Sheet:
    """One sheet on its way to a table. `kind` is a key of SHEETS, or None."""

    def __init__(self, file: str, sheet: Any, facts: SheetFacts, reading: Reading) -> None:
        self.title = str(sheet.title)
        self.place = f"{file}#sheet {self.title}, "
        self.facts = facts
        name = normalised(self.title)
        name = SHEET_ALIASES.get(name, name)
        self.kind = name if name in SHEETS else None
        self._sheet = sheet
        self._reading = reading

    def has_statements(self) -> bool:
        """Whether the first row names what a table of recommendations needs."""
        first = next(self._rows(last=1), [])
        columns = {find_column(str(cell.value)) for cell in first if cell.value is not None}
        return {"key", "statement"} <= columns

    def say_not_read(self) -> None:
        """An error where it holds recommendations: they would be missing."""
        if self.has_statements():
            self._error(
                "sheet_not_read",
                "whole",
                "It has the columns key and statement, but another sheet is named recommendations: "
                "put its rows there, or save it as a file of its own.",
            )
            return
        said = f"This sheet is none of {', '.join(SHEETS)}: it was not read."
        self._reading.warning("sheet_not_read", self.place, said)

    def is_sound(self) -> bool:
        """Nothing that would be lost without a word: what is hidden, merged or not calculated."""
        before = len(self._reading.issues)
        if self._sheet.sheet_state != "visible":
            self._error("hidden_sheet", "whole", "The sheet is hidden: show it or delete it.")
        for cells in self.facts.merged[:20]:
            self._error("merged_cells", f"cells {cells}", "Merged cells: undo the merging.")
        for cell in self.facts.uncalculated[:20]:
            self._error(
                "formula_without_value",
                f"cell {cell}",
                "A formula whose result is not in the file: open it in a spreadsheet and save it, "
                "or put the value there.",
            )
        is_sound = len(self._reading.issues) == before
        if self.facts.formulas and is_sound:
            self._reading.info(
                "formulas",
                f"{self.place}whole",
                f"{self.facts.formulas} cells are formulas: their last results were read.",
            )
        return is_sound

    def table(self) -> Table | None:
        kind = self.kind or "recommendations"
        rows = self._rows(last=self.facts.rows)
        first = [self._text(cell, None) for cell in next(rows, [])]
        if kind == "guideline" and self._is_pairs(first):
            return self._pairs()
        header = read_header(first, place=self.place, sheet=kind, reading=self._reading)
        if not any(first):
            self._error("no_header", "row 1", "The first row must hold the names of the columns.")
        if header is None or not any(first):
            return None
        report_unknown(header, place=self.place, reading=self._reading)
        table = Table(self.place, kind, frozenset(filter(None, header.columns)), [])
        for number, cells in enumerate(rows, start=2):
            values = self._values(cells, header)
            if any(values):
                table.rows.append(header.row(f"{self.place}row {number}", values))
        return table

    def _rows(self, last: int) -> Iterator[list[Any]]:
        # Without this, it believes the size that the file claims.
        self._sheet.reset_dimensions()
        width = max(self.facts.columns, 1)
        for row in self._sheet.iter_rows(min_row=1, max_row=last, max_col=width):
            yield list(row)

    def _values(self, cells: list[Any], header: Header) -> list[str]:
        values = []
        for cell, column, heading in zip(cells, header.columns, header.headings, strict=True):
            text = self._text(cell, column)
            if text and not heading:
                self._error("unnamed_column", f"cell {cell.coordinate}", "No heading above it.")
            values.append(text)
        return values

    def _text(self, cell: Any, column: str | None) -> str:
        value = cell.value
        if value is None:
            return ""
        if cell.data_type == "e":
            self._error("error_value", f"cell {cell.coordinate}", f"The cell shows {value}.")
            return ""
        if isinstance(value, date):
            return self._date(cell, value, column)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return _number_text(value, cell.number_format)
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if _CONTROL.search(text):
            self._error(
                "control_character", f"cell {cell.coordinate}", "It holds a control character."
            )
        return text.strip()

    def _date(self, cell: Any, value: date, column: str | None) -> str:
        if column is not None and column not in DATES and not column.endswith("year"):
            self._error(
                "date_in_text_cell",
                f"cell {cell.coordinate}",
                f"Column {column} holds the date {value:%Y-%m-%d}: the spreadsheet made it out of "
                "a text such as 1-2. Set the column's format to Text and type it again.",
            )
        return (value.date() if isinstance(value, datetime) else value).isoformat()

    def _is_pairs(self, first: list[str]) -> bool:
        """Names down the first column, values in the second."""
        known = [find_column(text, "guideline") for text in first if text]
        return self.facts.columns <= 2 and bool(known) and known[0] is not None and None in known

    def _pairs(self) -> Table | None:
        names: list[str] = []
        values: list[str] = []
        for cells in self._rows(last=self.facts.rows):
            name = self._text(cells[0], None)
            column = find_column(name, "guideline")
            if name:
                names.append(name)
                values.append(self._text(cells[1], column) if len(cells) > 1 else "")
        header = read_header(names, place=self.place, sheet="guideline", reading=self._reading)
        if header is None:
            return None
        report_unknown(header, place=self.place, reading=self._reading)
        row = header.row(f"{self.place}row 1", values)
        return Table(self.place, "guideline", frozenset(row.cells), [row])

    def _error(self, code: str, place: str, message: str) -> None:
        self._reading.error(code, f"{self.place}{place}", message)


def _number_text(value: int | float, number_format: str) -> str:
    """As the cell shows it where its format fixes the decimals: 1.10 is not 1.1."""
    fixed = re.fullmatch(r"0(?:\.(0+))?", number_format)
    if fixed and not (isinstance(value, float) and fixed[1] is None and not value.is_integer()):
        return f"{value:.{len(fixed[1] or '')}f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)
