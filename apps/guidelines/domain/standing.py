"""What a package says of editions whose text the store has: their status and their review dates.

A package may withdraw, and may move a review on. Only a library makes valid again what is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from apps.guidelines.domain.package import PackagedGuideline, PackagedVersion
from apps.guidelines.domain.plan import Deed, VersionPlan


@dataclass(frozen=True, slots=True)
class Standing:
    """How an edition stands in the store. `gone` are the keys of rows that are not active."""

    status: str
    last_reviewed_on: date | None = None
    review_due_on: date | None = None
    gone: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Of a recommendation, or of a whole edition where `recommendation` is empty."""

    guideline: str
    label: str
    recommendation: str
    reason: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Review:
    """The review dates that an edition takes over."""

    guideline: str
    label: str
    last_reviewed_on: date | None
    review_due_on: date | None


def find_moves(
    packaged: PackagedGuideline, plans: Iterable[VersionPlan], known: Mapping[str, Standing]
) -> list[Withdrawal | Review]:
    """What happens to the active editions that the plans keep. One whose place a newer one takes is
    superseded, whatever else is said of it.
    """
    plans = list(plans)
    replaced = {plan.replaces for plan in plans if plan.deed is Deed.REPLACE}
    by_label = {version.label: version for version in packaged.versions}
    return [
        move
        for plan in plans
        if plan.deed is Deed.KEEP
        and plan.label not in replaced
        and known[plan.label].status == "active"
        for move in _moves(
            (packaged.key, plan.label), by_label[plan.packaged_label], known[plan.label]
        )
    ]


def find_revived(
    packaged: PackagedGuideline, plans: Iterable[VersionPlan], known: Mapping[str, Standing]
) -> list[str]:
    """Labels of editions that are withdrawn here and active in the package."""
    by_label = {version.label: version.status for version in packaged.versions}
    return [
        plan.label
        for plan in plans
        if plan.deed is Deed.KEEP
        and known[plan.label].status == "withdrawn"
        and by_label[plan.packaged_label] == "active"
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


def _moves(
    name: tuple[str, str], version: PackagedVersion, known: Standing
) -> Iterator[Withdrawal | Review]:
    facts = version.facts
    if version.status == "withdrawn":
        yield Withdrawal(*name, "", facts["withdrawn_reason"], facts["withdrawn_on"])
        return
    for row in version.recommendations:
        standing = row.standing
        if standing["status"] == "withdrawn" and row.key not in known.gone:
            yield Withdrawal(*name, row.key, standing["status_reason"], standing["status_since"])
    if (review := _review(name, version, known)) is not None:
        yield review


def _review(name: tuple[str, str], version: PackagedVersion, known: Standing) -> Review | None:
    """A review that was kept here is not undone by a package from before it."""
    last, due = version.facts["last_reviewed_on"], version.facts["review_due_on"]
    if (last or date.min) < (known.last_reviewed_on or date.min):
        return None
    dates = last or known.last_reviewed_on, due or known.review_due_on
    is_same = dates == (known.last_reviewed_on, known.review_due_on)
    return None if is_same else Review(*name, *dates)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
