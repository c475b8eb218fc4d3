"""Reading the cells of one row: what cannot be read is an issue with the row and the column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.guidelines.formats.reading import Reading
from apps.guidelines.formats.table_shape import Row

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
# What is missing to a whole date, by the length of what is there.
_PRECISIONS: Final = {4: ("-01-01", "year"), 7: ("-01", "month")}
_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "y", "1", "x"), "true"),
    **dict.fromkeys(("false", "no", "n", "0"), "false"),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """One row, and where its issues go. An empty cell reads as "", None, [] or False."""

    row: Row
    reading: Reading

    def where(self, column: str) -> str:
        return f"{self.row.place}, column {column}"

    def changed(self, **cells: str) -> Cells:
        """The row with these cells instead."""
        row = Row(self.row.place, {**self.row.cells, **cells}, self.row.others)
        return Cells(row, self.reading)

    def error(self, code: str, column: str, message: str) -> None:
        self.reading.error(code, self.where(column), message)

    def warning(self, code: str, column: str, message: str) -> None:
        self.reading.warning(code, self.where(column), message)

    def text(self, column: str, limit: int | None = None) -> str:
        text = self.row.cells.get(column, "")
        if limit is not None and len(text) > limit:
            self.error("too_long", column, f"It has {len(text)} characters, at most {limit} fit.")
        return text

    def items(self, column: str, separator: str = ";") -> list[str]:
        return [part.strip() for part in self.text(column).split(separator) if part.strip()]

    def number(self, column: str, *, low: float, high: float) -> float | int | None:
        text = self.text(column)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.error("not_a_number", column, f"{text!r} is not a number as in 18 or 2.5.")
            return None
        value = float(text)
        if not low <= value <= high:
            self.error("out_of_range", column, f"{text} is not between {low:g} and {high:g}.")
            return None
        return int(value) if value.is_integer() else value

    def whole(self, column: str, *, low: int, high: int) -> int | None:
        value = self.number(column, low=low, high=high)
        if isinstance(value, float):
            self.error("not_a_number", column, f"{value} is not a whole number.")
            return None
        return value

    def flag(self, column: str) -> bool:
        return self.choice(column, _FLAGS) == "true"

    def choice(self, column: str, choices: Mapping[str, str]) -> str:
        """What the cell means among the spellings in `choices`, case aside."""
        text = self.text(column)
        if not text:
            return ""
        found = choices.get(" ".join(text.casefold().replace("_", " ").split()))
        if found is None:
            known = ", ".join(dict.fromkeys(choices.values()))
            self.error("unknown_value", column, f"{text!r} is not one of: {known}.")
        return found or ""

    def day(self, column: str) -> str:
        """A whole date, or ""."""
        day, precision = self.dated(column)
        if day and precision != "day":
            self.error("not_a_date", column, f"{self.text(column)!r} needs a day: 2024-05-31.")
            return ""
        return day

    def dated(self, column: str) -> tuple[str, str]:
        """(date, precision) of YYYY, YYYY-MM or YYYY-MM-DD; ("", "") of an empty cell."""
        text = self.text(column)
        if not text:
            return "", ""
        padding, precision = _PRECISIONS.get(len(text), ("", "day"))
        try:
            # fromisoformat alone would also take 20240531 and 2024-W22.
            written = text if _DATE.fullmatch(text) else ""
            return date.fromisoformat(f"{written}{padding}").isoformat(), precision
        except ValueError:
            self.error(
                "not_a_date", column, f"{text!r} is not a date as in 2024, 2024-05 or 2024-05-31."
            )
            return "", ""
