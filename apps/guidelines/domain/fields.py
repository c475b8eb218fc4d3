"""Fields of a package, named once: how each is read from a document and written into one.

What is written is what is read again to the same values; a field at its default is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from core.documents import Node

SMALL: Final = 32_767  # PostgreSQL's smallint


@dataclass(frozen=True, slots=True)
class Field:
    """`path` is where it stands in the document, `column` its name in the store."""

    path: tuple[str, ...]
    column: str
    read: Callable[[Node], Any]
    default: Any

    def find(self, node: Node) -> Node:
        for step in self.path[:-1]:
            inner = node.get(step)
            node = Node({}, inner.pointer) if inner.value is None else inner
        return node.get(self.path[-1])


def read_fields(node: Node, fields: Iterable[Field]) -> dict[str, Any]:
    """Columns and their values. Raises `DocumentFault` at the first fault."""
    return {field.column: field.read(field.find(node)) for field in fields}


def write_fields(values: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """The part of a document that these values make, defaults left out."""
    document: dict[str, Any] = {}
    for field in fields:
        value = values[field.column]
        if value == field.default:
            continue
        place = document
        for step in field.path[:-1]:
            place = place.setdefault(step, {})
        place[field.path[-1]] = as_json(value)
    return document


def as_json(value: Any) -> Any:
    """Dates as ISO 8601, decimals as numbers, whole ones without a point, names with slashes."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "/".join(value)
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    return value


def _field(path: str, column: str | None, read: Callable[[Node], Any], default: Any) -> Field:
    steps = tuple(path.split("."))
    return Field(steps, column or steps[-1], read, default)


def required_text(path: str, column: str | None = None, *, limit: int | None = None) -> Field:
    return _field(path, column, lambda node: node.text(limit=limit), None)


def text(path: str, column: str | None = None, *, limit: int | None = None) -> Field:
    return _field(path, column, lambda node: node.text(default="", limit=limit), "")


def required_choice(path: str, among: type[StrEnum], column: str | None = None) -> Field:
    return _field(path, column, lambda node: node.text(among=among), None)


def choice(path: str, among: type[StrEnum], default: str, column: str | None = None) -> Field:
    return _field(path, column, lambda node: node.text(default=default, among=among), default)


def text_or(path: str, default: str, *, limit: int) -> Field:
    return _field(path, None, lambda node: node.text(default=default, limit=limit), default)


def texts(path: str, column: str | None = None, *, limit: int | None = None) -> Field:
    return _field(path, column, lambda node: node.texts(limit=limit), [])


def flag(path: str, column: str | None = None) -> Field:
    return _field(path, column, lambda node: node.flag(), False)


def integer(path: str, column: str | None = None, *, low: int = 0, high: int = SMALL) -> Field:
    return _field(path, column, lambda node: node.integer(low=low, high=high), None)


def number(path: str, column: str | None = None, *, low: float, high: float, places: int) -> Field:
    return _field(path, column, lambda node: node.number(low=low, high=high, places=places), None)


def day(path: str, column: str | None = None) -> Field:
    return _field(path, column, lambda node: node.day(), None)


def mapping(path: str, column: str | None = None) -> Field:
    return _field(path, column, lambda node: node.mapping(), {})


def records(path: str, fields: tuple[Field, ...], column: str | None = None) -> Field:
    """A list of small objects that are kept as they are, defaults left out."""

    def read(node: Node) -> list[dict[str, Any]]:
        return node.items(lambda item: write_fields(read_fields(item, fields), fields))

    return _field(path, column, read, [])


CODE_FIELDS: Final = (required_text("system"), required_text("code"), text("display"))
