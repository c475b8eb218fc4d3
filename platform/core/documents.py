"""Reading JSON documents of known shape: every fault is named by its JSON pointer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from core.levels import Level

T = TypeVar("T")
N = TypeVar("N", int, float)


class DocumentFault(ValueError):
    """Something in the document is not as its format says."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f"{pointer or '/'}: {message}")
        self.pointer = pointer
        self.message = message


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a document and where it stands. Readers raise `DocumentFault`."""

    value: Any
    pointer: str = ""

    def fault(self, message: str) -> DocumentFault:
        return DocumentFault(self.pointer, message)

    def get(self, key: str) -> Node:
        if not isinstance(self.value, dict):
            raise self.fault("must be an object")
        return Node(self.value.get(key), f"{self.pointer}/{key}")

    def items(self, read: Callable[[Node], T]) -> list[T]:
        """The items of a list; an absent list is empty."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.fault("must be a list")
        return [read(Node(item, f"{self.pointer}/{i}")) for i, item in enumerate(self.value)]

    def text(
        self,
        *,
        default: str | None = None,
        among: type[StrEnum] | None = None,
        limit: int | None = None,
    ) -> str:
        """A non-empty string; `default` stands for an absent or empty one."""
        if self.value in (None, "") and default is not None:
            return default
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fault("must be a text that is not empty")
        if among is not None and self.value not in list(among):
            raise self.fault(f"must be one of {', '.join(among)}, not {self.value!r}")
        if limit is not None and len(self.value.strip()) > limit:
            raise self.fault(f"must have at most {limit} characters, not {len(self.value)}")
        if not _can_be_stored(self.value):
            raise self.fault("holds a character that cannot be stored (NUL or half a pair)")
        return self.value.strip()

    def integer(self, *, low: int | None = None, high: int | None = None) -> int | None:
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fault("must be a whole number or null")
        return self._within(self.value, low, high)

    def number(self, *, low: float, high: float, places: int) -> float | None:
        """A whole one as int; one with more than `places` decimals could not be kept exactly."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.fault("must be a number or null")
        value = self._within(self.value, low, high)
        if round(value, places) != value:
            raise self.fault(f"must have at most {places} decimals")
        return _plain(value)  # type: ignore[no-any-return] # a number

    def _within(self, value: N, low: float | None, high: float | None) -> N:
        # Written so that NaN, which compares with nothing, lies outside.
        if not ((low is None or value >= low) and (high is None or value <= high)):
            raise self.fault(f"must lie between {low} and {high}")
        return value

    def day(self) -> date | None:
        """A date as in 2010-09-24, or None where there is none."""
        given = self.text(default="")
        try:
            return date.fromisoformat(given) if given else None
        except ValueError as error:
            raise self.fault("must be a date as in 2010-09-24") from error

    def mapping(self) -> dict[str, Any]:
        """An object taken as it is; an absent one is empty."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.fault("must be an object")
        try:
            dumped = json.dumps(self.value, ensure_ascii=False, allow_nan=False)
        except ValueError as error:
            raise self.fault("holds a number that is none") from error
        # Dumping writes a NUL as an escape, and a backslash as two.
        plain = dumped.replace("\\\\", "")
        if "\\u0000" in plain or not _can_be_stored(plain):
            raise self.fault("holds a character that cannot be stored (NUL or half a pair)")
        kept: dict[str, Any] = _plain(self.value)
        return kept

    def flag(self) -> bool:
        if self.value not in (None, True, False):
            raise self.fault("must be true or false")
        return bool(self.value)

    def texts(self, *, limit: int | None = None) -> list[str]:
        return self.items(lambda item: item.text(limit=limit))

    def wording(self) -> dict[str, str]:
        """A text at every reading level."""
        return {level.value: self.get(level.value).text() for level in Level}

    def optional_wording(self) -> dict[str, str] | None:
        return None if self.value is None else self.wording()


def _can_be_stored(text: str) -> bool:
    """PostgreSQL keeps no NUL, and half a surrogate pair has no UTF-8."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: Any) -> Any:
    """Whole numbers as integers, as PostgreSQL's jsonb gives them back."""
    if isinstance(value, float) and value == int(value):
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
