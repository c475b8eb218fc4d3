"""What an import would do: a package compared with the store, before anything is written.

Published records never change, so what differs becomes a new edition, and what a new edition no
longer has is not carried forward.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from apps.guidelines.domain.package import PackagedGuideline, PackagedVersion


class RowChange(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"


# What makes an import worth storing.
NEWS: Final = (RowChange.NEW, RowChange.CHANGED, RowChange.MISSING)


class Deed(StrEnum):
    """What happens to a version. A revision takes the place of the edition of the same label."""

    KEEP = "keep"
    ADD = "add"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """An edition as the store has it; `rows` are content hashes by recommendation key."""

    label: str
    status: str
    published_on: date | None
    rows: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowPlan:
    """`follows` is the key of an older recommendation whose place it takes, if not its own."""

    key: str
    change: RowChange
    follows: str = ""


@dataclass(frozen=True, slots=True)
class VersionPlan:
    """`label` may differ from the package's: a revision has a number. `replaces` is a label."""

    packaged_label: str
    label: str
    deed: Deed
    replaces: str
    rows: tuple[RowPlan, ...]


class PlanFault(ValueError):
    """The package cannot be stored as it is: `code` and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


REVISION: Final = ", revision "


def plan_versions(packaged: PackagedGuideline, known: Iterable[KnownVersion]) -> list[VersionPlan]:
    """The plan of each version, in the order in which they are to be stored.

    Raises `PlanFault`.
    """
    there = {version.label: version for version in known}
    plans = []
    for version in _in_order(packaged):
        plan = _plan_version(packaged.key, version, there)
        plans.append(plan)
        if plan.deed is Deed.KEEP:
            continue
        if plan.replaces and plan.deed is Deed.REPLACE:
            older = there[plan.replaces]
            there[plan.replaces] = KnownVersion(
                older.label, "superseded", older.published_on, older.rows
            )
        there[plan.label] = KnownVersion(
            plan.label,
            version.status,
            version.facts["published_on"],
            {row.key: row.sha256 for row in version.recommendations},
        )
    return plans


def _in_order(packaged: PackagedGuideline) -> list[PackagedVersion]:
    """Older editions before those that supersede them."""
    waiting = {version.label: version for version in packaged.versions}
    if len(waiting) < len(packaged.versions):
        raise PlanFault("label_twice", f"{packaged.key} has two versions of the same label")
    ordered: list[PackagedVersion] = []
    while waiting:
        ready = [version for version in waiting.values() if version.supersedes not in waiting]
        if not ready:
            raise PlanFault("circle", f"The versions of {packaged.key} supersede one another")
        ordered += ready
        for version in ready:
            del waiting[version.label]
    return ordered


def _plan_version(
    guideline: str, version: PackagedVersion, there: Mapping[str, KnownVersion]
) -> VersionPlan:
    same = _find_edition(version, there)
    if same is not None:
        return _plan_again(guideline, version, same, there)
    if version.supersedes and version.supersedes not in there:
        raise PlanFault(
            "unknown_predecessor",
            f"{guideline} has no version {version.supersedes!r} that could be superseded",
        )
    active = next((known for known in there.values() if known.status == "active"), None)
    if version.status != "active" or active is None:
        return VersionPlan(
            version.label, version.label, Deed.ADD, version.supersedes, _all_new(version)
        )
    _check_succession(guideline, version, active)
    return VersionPlan(
        version.label, version.label, Deed.REPLACE, active.label, compare(version, active.rows)
    )


def _find_edition(
    version: PackagedVersion, there: Mapping[str, KnownVersion]
) -> KnownVersion | None:
    """The newest edition of that label: revisions of it count.

    A version that is history in its package is meant by its very label, unless it is withdrawn
    there and a revision stands in its place here: then that is.
    """
    label = version.label
    is_history = version.status == "superseded" or (
        version.status == "withdrawn" and there.get(label, version).status != "superseded"
    )
    if is_history and label in there:
        return there[label]
    numbered = {
        int(known.label.removeprefix(f"{label}{REVISION}")): known
        for known in there.values()
        if known.label.startswith(f"{label}{REVISION}")
        and known.label.removeprefix(f"{label}{REVISION}").isdecimal()
    }
    return numbered[max(numbered)] if numbered else there.get(label)


def _plan_again(
    guideline: str,
    version: PackagedVersion,
    same: KnownVersion,
    there: Mapping[str, KnownVersion],
) -> VersionPlan:
    rows = compare(version, same.rows)
    if all(row.change is RowChange.UNCHANGED for row in rows):
        return VersionPlan(version.label, same.label, Deed.KEEP, "", rows)
    if same.status != "active":
        raise PlanFault(
            "published_changed",
            f"{guideline} {same.label} is {same.status} and would change; history stays as it was",
        )
    number = sum(known.label.startswith(f"{version.label}{REVISION}") for known in there.values())
    return VersionPlan(
        version.label, f"{version.label}{REVISION}{number + 2}", Deed.REPLACE, same.label, rows
    )


def _check_succession(guideline: str, version: PackagedVersion, active: KnownVersion) -> None:
    if version.supersedes not in ("", active.label):
        raise PlanFault(
            "wrong_predecessor",
            f"{guideline} {active.label} is active: version {version.label} must supersede it",
        )
    published = version.facts["published_on"]
    if published and active.published_on and published < active.published_on:
        raise PlanFault(
            "older_than_active",
            f"{guideline} {version.label} is older than {active.label}, which is active; "
            "import it as superseded",
        )


def find_uncertain_orders(
    packaged: PackagedGuideline, plans: Iterable[VersionPlan], known: Iterable[KnownVersion]
) -> list[tuple[str, str]]:
    """(new label, stored label) of editions of which only one has a date: which is newer is for a
    person to say.
    """
    stored = {version.label: version.published_on for version in known}
    dates = {version.label: version.facts["published_on"] for version in packaged.versions}
    return [
        (plan.label, plan.replaces)
        for plan in plans
        if plan.deed is Deed.REPLACE
        and plan.replaces in stored
        and (dates[plan.packaged_label] is None) != (stored[plan.replaces] is None)
    ]


def _all_new(version: PackagedVersion) -> tuple[RowPlan, ...]:
    return tuple(RowPlan(row.key, RowChange.NEW) for row in version.recommendations)


def compare(version: PackagedVersion, before: Mapping[str, str]) -> tuple[RowPlan, ...]:
    """Each row of the version beside the edition before it, then what is missing."""
    rows = [
        RowPlan(
            row.key,
            RowChange.NEW
            if row.key not in before
            else RowChange.UNCHANGED
            if before[row.key] == row.sha256
            else RowChange.CHANGED,
        )
        for row in version.recommendations
    ]
    here = {row.key for row in version.recommendations}
    missing = [RowPlan(key, RowChange.MISSING) for key in before if key not in here]
    return (*rows, *missing)
