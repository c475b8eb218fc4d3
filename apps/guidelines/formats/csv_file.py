"""CSV files: found out how they are written, read strictly, and written so that no cell is run."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from apps.guidelines.formats.reading import Reading, SourceFile
from apps.guidelines.formats.table_columns import find_column
from apps.guidelines.formats.table_shape import Table, read_header, report_unknown

MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 256
DELIMITERS: Final = (",", ";", "\t", "|")
# What a spreadsheet runs as a formula when it opens a CSV file (OWASP, CSV injection; the last
# four are the full-width forms that East Asian versions take for the same).
_RUN: Final = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_NEEDS_APOSTROPHE: Final = re.compile(f"'*[{_RUN}]")
_HAS_APOSTROPHE: Final = re.compile(f"'+[{_RUN}]")


def read_csv(file: SourceFile, reading: Reading) -> Table | None:
    """Its rows, or None with the reason among the issues. Row 1 is the header."""
    text = _decoded(file, reading)
    records = None if text is None else _records(file.name, text, reading)
    if not records:
        return None
    place = f"{file.name}#"
    headings = [unescaped(heading) for heading in records[0]]
    header = read_header(headings, place=place, sheet="recommendations", reading=reading)
    if header is None or not _is_even(records, place, reading):
        return None
    report_unknown(header, place=place, reading=reading)
    rows = [
        header.row(f"{place}row {number}", [unescaped(value) for value in record])
        for number, record in enumerate(records[1:], start=2)
        if any(record)
    ]
    columns = frozenset(filter(None, header.columns))
    return Table(place, "recommendations", columns, rows)


def escaped(text: str) -> str:
    """With an apostrophe in front where a spreadsheet would run the cell."""
    return f"'{text}" if _NEEDS_APOSTROPHE.match(text) else text


def unescaped(text: str) -> str:
    return (text[1:] if _HAS_APOSTROPHE.match(text) else text).strip()


def csv_bytes(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    """UTF-8 with a BOM, without which Excel takes it for Windows-1252."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([escaped(column) for column in columns])
    for row in rows:
        writer.writerow([escaped(row.get(column, "")) for column in columns])
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _decoded(file: SourceFile, reading: Reading) -> str | None:
    content = file.content
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reading.error(
            "wrong_encoding",
            f"{file.name}#line {line}",
            f"Byte {content[error.start]:#04x} in line {line} is not UTF-8: the file was probably "
            "saved as Windows-1252. Save it as “CSV UTF-8” and try again.",
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        reading.error(
            "nul_character",
            f"{file.name}#line {line}",
            f"Line {line} holds a NUL character: this is no text, or UTF-16 without its mark.",
        )
        return None
    # Old programs end lines with CR alone, in which the csv module sees none.
    return text if "\n" in text else text.replace("\r", "\n")


def _records(name: str, text: str, reading: Reading) -> list[list[str]] | None:
    """All records, the header first; a `sep=;` line of Excel is none."""
    declared = re.match(r"sep=([,;\t|])\r?\n", text)
    body = text[declared.end() :] if declared else text
    lines = csv.reader(
        io.StringIO(body, newline=""),
        delimiter=declared[1] if declared else _delimiter_of(body),
        strict=True,
    )
    records: list[list[str]] = []
    try:
        for record in lines:
            records.append([value.replace("\r\n", "\n") for value in record])
            if len(records) > MAX_ROWS + 1 or len(record) > MAX_COLUMNS:
                reading.error(
                    "table_too_large",
                    f"{name}#row {len(records)}",
                    f"A table has at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns.",
                )
                return None
    except csv.Error as error:
        line = lines.line_num
        reading.error("broken_csv", f"{name}#line {line}", f"Not CSV near line {line}: {error}.")
        return None
    if not records or not any(value.strip() for value in records[0]):
        reading.error(
            "no_header", f"{name}#row 1", "The first row must hold the names of the columns."
        )
        return None
    return records


def _delimiter_of(text: str) -> str:
    """The one under which the first line has the most known headings, then the most headings."""
    first = text.partition("\n")[0][:100_000]
    return max(DELIMITERS, key=lambda mark: (_known(first, mark), first.count(mark)))


def _known(line: str, delimiter: str) -> int:
    return sum(find_column(part.strip(' "\r')) is not None for part in line.split(delimiter))


def _is_even(records: list[list[str]], place: str, reading: Reading) -> bool:
    """Every row has as many cells as the header, and no cell stands under an empty heading."""
    width = len(records[0])
    unnamed = [index for index, heading in enumerate(records[0]) if not heading.strip()]
    faults = 0
    for number, record in enumerate(records[1:], start=2):
        if not any(record):
            continue
        if len(record) != width:
            faults += 1
            reading.error(
                "ragged_row",
                f"{place}row {number}",
                f"It has {len(record)} cells, the header has {width}: a quotation mark or a "
                "separator is missing or too many.",
            )
        elif any(record[index].strip() for index in unnamed):
            faults += 1
            reading.error(
                "unnamed_column", f"{place}row {number}", "A cell stands under no heading."
            )
    return not faults
