"""What a package says to be withdrawn while the store still has it as active, and the other way.

A withdrawal is no new edition, so an import leaves it to whoever withdraws; from a library it has
to arrive with the release.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from apps.guidelines.domain.package import PackagedGuideline, PackagedVersion


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Of a recommendation, or of a whole edition where `recommendation` is empty."""

    guideline: str
    label: str
    recommendation: str
    reason: str
    on: date | None


def find_withdrawals(
    guidelines: Iterable[PackagedGuideline],
    active_editions: Collection[tuple[str, str]],
    active_rows: Collection[tuple[str, str, str]],
) -> list[Withdrawal]:
    """`active_editions` are (guideline, label), `active_rows` have the row's key, too."""
    return [
        item
        for guideline in guidelines
        for version in guideline.versions
        for item in _of_version(guideline.key, version)
        if (
            (item.guideline, item.label, item.recommendation) in active_rows
            if item.recommendation
            else (item.guideline, item.label) in active_editions
        )
    ]


def find_reinstated(
    guidelines: Iterable[PackagedGuideline], withdrawn_rows: Collection[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """What the package has as active: of these (guideline, label, key) in active editions."""
    return [
        name
        for guideline in guidelines
        for version in guideline.versions
        if version.status == "active"
        for row in version.recommendations
        if row.standing["status"] in ("", "active")
        and (name := (guideline.key, version.label, row.key)) in withdrawn_rows
    ]


def _of_version(guideline: str, version: PackagedVersion) -> list[Withdrawal]:
    facts = version.facts
    if version.status == "withdrawn":
        reason, on = facts["withdrawn_reason"], facts["withdrawn_on"]
        return [Withdrawal(guideline, version.label, "", reason, on)]
    return [
        Withdrawal(
            guideline,
            version.label,
            row.key,
            row.standing["status_reason"],
            row.standing["status_since"],
        )
        for row in version.recommendations
        if row.standing["status"] == "withdrawn"
    ]


@dataclass(frozen=True, slots=True)
class WithdrawnHere:
    """The last words of a recommendation that the store withdrew on its own, and why."""

    statement: str
    reason: str
    on: date | None

    def is_said_again(self, statement: str) -> bool:
        """Word for word: capitals, blanks and punctuation make no other advice."""
        return _words(self.statement) == _words(statement)

    def __str__(self) -> str:
        on = f" on {self.on}" if self.on else ""
        stop = "" if self.reason[-1:] in ".?!" else "."
        return f"It was withdrawn here{on} because: {self.reason}{stop}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
