"""A workbook gone through once before openpyxl sees it: its size, formulas and merged cells.

openpyxl keeps a whole row in memory: a file of 165 KB with 3 million cells in one row held it for
155 seconds and 2 GB. Here the count stops such a file within a second.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from apps.guidelines.formats.csv_file import MAX_COLUMNS, MAX_ROWS

MAX_CELLS: Final = 1_000_000
MAX_ELEMENTS: Final = 3_000_000
# The decompressed size, whatever the directory of the archive says.
MAX_BYTES: Final = 50_000_000
_CHUNK: Final = 65_536
_XML: Final = (".xml", ".rels")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SheetRefused(ValueError):
    """A workbook that is not read at all; `cell` may be empty."""

    def __init__(self, code: str, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.cell = cell


@dataclass(slots=True)
class SheetFacts:
    """What openpyxl's values do not tell. `rows` and `columns` are those that hold something."""

    rows: int = 0
    columns: int = 0
    formulas: int = 0
    uncalculated: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def scan_workbook(content: bytes) -> dict[str, SheetFacts]:
    """The facts of every XML part by its path. Raises `SheetRefused`."""
    found = {}
    elements = 0
    read = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                if not part.filename.lower().endswith(_XML):
                    continue
                scan = _PartScan(elements)
                with archive.open(part) as stream:
                    while chunk := stream.read(_CHUNK):
                        read += len(chunk)
                        if read > MAX_BYTES:
                            raise SheetRefused("too_large", "Unpacked, it is larger than 50 MB.")
                        scan.feed(chunk)
                elements = scan.elements
                found[part.filename] = scan.facts
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError) as error:
        raise SheetRefused("broken_file", "The file is damaged or cut short.") from error
    except (expat.ExpatError, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, SheetRefused):
            raise
        raise SheetRefused("broken_file", "A part of the workbook cannot be read.") from error
    return found


class _PartScan:
    """Counts one part as it streams by."""

    def __init__(self, elements: int) -> None:
        self.facts = SheetFacts()
        self.elements = elements
        self._cells = self._row = self._column = 0
        self._cell = ""
        self._is_text = False
        self._has_formula = self._has_value = self._is_inside = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def _refuse_doctype(self, *_: Any) -> None:
        raise SheetRefused("document_type", "It declares a document type, as no workbook does.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise SheetRefused("too_many_cells", "It holds too many elements to be a table.")
        name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes.get("r", ""))
            # The result of a formula may be an empty text; then the cell says that it is one.
            self._is_text = attributes.get("t") == "str"
        elif name == "row":
            self._row, self._column = self._row + 1, 0
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "is"):
            self._is_inside = True
            self._has_value = self._is_text
        elif name == "mergeCell":
            self.facts.merged.append(attributes.get("ref", "?"))

    def _start_cell(self, reference: str) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise SheetRefused(
                "too_many_cells", f"A sheet has at most {MAX_CELLS:,} cells.", self._cell
            )
        placed = _REFERENCE.fullmatch(reference)
        if placed:
            self._column, self._row = _column_number(placed[1]), int(placed[2])
        else:
            self._column += 1
        self._cell = reference or f"row {self._row}, cell {self._column}"
        self._has_formula = self._has_value = False

    def _text(self, _: str) -> None:
        self._has_value = self._has_value or self._is_inside

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "is"):
            self._is_inside = False
        if name != "c" or not (self._has_formula or self._has_value):
            return
        if self._row > MAX_ROWS + 1 or self._column > MAX_COLUMNS:
            raise SheetRefused(
                "table_too_large",
                f"A table has at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns.",
                self._cell,
            )
        self.facts.rows = max(self.facts.rows, self._row)
        self.facts.columns = max(self.facts.columns, self._column)
        if self._has_formula:
            self.facts.formulas += 1
            if not self._has_value:
                self.facts.uncalculated.append(self._cell)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
