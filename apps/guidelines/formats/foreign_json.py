"""JSON of others: loaded with its faults as issues, and its values read whatever their type."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.formats.html_text import plain_text
from apps.guidelines.formats.reading import Issue, Reading, Severity, SourceFile

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# No source of guidelines nests deeper; what does is made to exhaust its reader.
MAX_DEPTH: Final = 60
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_NO_CHARACTER: Final = "It holds a character that no text may hold (NUL, or half a surrogate pair)"
MISSING: Final = ("", "n/a", "na", "none", "null", "-")


def decode(content: bytes) -> str:
    """By byte order mark, else as UTF-8. Raises `UnicodeDecodeError`."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding)
    return content.decode("utf-8")


def parse_json(text: str) -> Any:
    """Raises `ValueError`: no JSON, nested too deeply, a name twice, NaN or an endless number."""
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def json_lines(text: str) -> list[str]:
    """The documents of NDJSON, one on each line; empty where a line is no whole object."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if all(line.startswith("{") and line.endswith("}") for line in lines) else []


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has the name {twice!r} twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits} is too large")
    return number


def load_json(file: SourceFile, reading: Reading) -> Any:
    """The document, or None after an error that says what is wrong with the file."""
    try:
        document = parse_json(decode(file.content))
    except UnicodeDecodeError as error:
        line = file.content[: error.start].count(b"\n") + 1
        reading.error("encoding", f"{file.name}#", f"Line {line} is not UTF-8")
        return None
    except ValueError as error:
        reading.error("not_json", f"{file.name}#", f"This is not valid JSON: {error}")
        return None
    for pointer, message in _unstorable(document):
        reading.error("not_storable", f"{file.name}#{pointer}", message)
        return None
    return document


def _unstorable(document: Any) -> Iterator[tuple[str, str]]:
    """Pointers to texts and names that cannot be encoded, and to what is nested too deeply."""
    waiting = [("", document, 0)]
    while waiting:
        pointer, value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            yield pointer, f"This is nested more than {MAX_DEPTH} deep"
        elif isinstance(value, dict):
            for name, part in value.items():
                waiting += [(pointer, name, depth), (f"{pointer}/{escape(name)}", part, depth + 1)]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/{at}", part, depth + 1) for at, part in enumerate(value)]
        elif isinstance(value, str) and _UNSTORABLE.search(value):
            yield pointer.encode("utf-8", "replace").decode(), _NO_CHARACTER


def escape(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a foreign document; a value of a type nobody expects is skipped with a warning.

    `where` is the place of the object: the file's name, `#`, and its pointer.
    """

    values: dict[str, Any]
    where: str
    reading: Reading

    def place(self, name: str) -> str:
        return f"{self.where}/{escape(name)}"

    def text(self, *names: str) -> str:
        """The plain text of the first name that has one; numbers are taken as texts."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            if isinstance(value, str):
                if text := plain_text(value):
                    return text
            elif value is not None:
                self._skip(name, "a text")
        return ""

    def folded(self, name: str) -> str:
        """The text in one line: the source wraps its lines where it likes."""
        return " ".join(self.text(name).split())

    def whole_number(self, name: str) -> int | None:
        """A number that may be written as a text; anything else is None, with a warning."""
        value = self.values.get(name)
        number = read_whole_number(value)
        if number is None and value not in (None, ""):
            self._skip(name, "a whole number")
        return number

    def mapping(self, name: str) -> Fields:
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            self._skip(name, "an object")
        return Fields(value if isinstance(value, dict) else {}, self.place(name), self.reading)

    def entries(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            self._skip(name, "a list")
        return value if isinstance(value, list) else []

    def texts(self, name: str, *, limit: int = 200) -> list[str]:
        """The texts of a list, each in one line; what is none, or is cut, is said."""
        found = []
        for index, value in enumerate(self.entries(name)):
            entry = Fields({str(index): value}, self.place(name), self.reading)
            text = entry.folded(str(index))
            if len(text) > limit:
                message = f"This is longer than {limit} characters and was cut"
                self.reading.warning("too_long", entry.place(str(index)), message)
            if text:
                found.append(text[:limit])
        return found

    def rows(self, name: str) -> list[Fields]:
        """The objects of a list, each with its place; anything else in it is an error."""
        found = []
        for index, value in enumerate(self.entries(name)):
            where = f"{self.place(name)}/{index}"
            if isinstance(value, dict):
                found.append(Fields(value, where, self.reading))
            else:
                self.reading.error("not_an_object", where, "An entry of this list is no object")
        return found

    def _skip(self, name: str, expected: str) -> None:
        message = f"{name} should be {expected}; it was kept as it stands but not understood"
        issue = Issue(Severity.WARNING, "unexpected_type", self.place(name), message)
        if issue not in self.reading.issues:
            self.reading.issues.append(issue)


def read_whole_number(value: Any) -> int | None:
    """An int, a float without a fraction, or one to nine digits; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value) if len(value.strip()) < 10 else None
    return None
