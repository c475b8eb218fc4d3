"""What a reader of a foreign format gives back: a guideline package, and issues with their places.

Readers are plain Python without a framework: they run in a child process with limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """An error keeps the whole import from being stored; a warning asks somebody to look.

    What was left out because it is no recommendation is a warning, with the reason.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Issue:
    """`where` is the file's name, then `#` and a JSON pointer, or `row 12, column strength`."""

    severity: Severity
    code: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One uploaded file; the name serves messages only, never to tell what it holds."""

    name: str
    content: bytes


@dataclass(slots=True)
class Reading:
    """`package` is a document of the format consilium-guideline-package/1, or None if refused."""

    format: str
    package: dict[str, Any] | None = None
    issues: list[Issue] = field(default_factory=list)

    def error(self, code: str, where: str, message: str) -> None:
        self.issues.append(Issue(Severity.ERROR, code, where, message))

    def warning(self, code: str, where: str, message: str) -> None:
        self.issues.append(Issue(Severity.WARNING, code, where, message))

    def info(self, code: str, where: str, message: str) -> None:
        self.issues.append(Issue(Severity.INFO, code, where, message))

    @property
    def is_refused(self) -> bool:
        return any(issue.severity is Severity.ERROR for issue in self.issues)


def has_errors(issues: Iterable[Issue]) -> bool:
    return any(issue.severity is Severity.ERROR for issue in issues)
