"""Reading JSON documents of known shape: every fault is named by its JSON pointer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from core.levels import Level

T = TypeVar("T")


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

    def text(self, *, default: str | None = None, among: type[StrEnum] | None = None) -> str:
        """A non-empty string; `default` stands for an absent or empty one."""
        if self.value in (None, "") and default is not None:
            return default
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fault("must be a text that is not empty")
        if among is not None and self.value not in list(among):
            raise self.fault(f"must be one of {', '.join(among)}, not {self.value!r}")
        return self.value.strip()

    def integer(self) -> int | None:
        if self.value is not None and (
            isinstance(self.value, bool) or not isinstance(self.value, int)
        ):
            raise self.fault("must be a whole number or null")
        return self.value

    def number(self) -> float | None:
        if self.value is not None and (
            isinstance(self.value, bool) or not isinstance(self.value, int | float)
        ):
            raise self.fault("must be a number or null")
        return self.value

    def flag(self) -> bool:
        if self.value not in (None, True, False):
            raise self.fault("must be true or false")
        return bool(self.value)

    def texts(self) -> list[str]:
        return self.items(lambda item: item.text())

    def wording(self) -> dict[str, str]:
        """A text at every reading level."""
        return {level.value: self.get(level.value).text() for level in Level}

    def optional_wording(self) -> dict[str, str] | None:
        return None if self.value is None else self.wording()
