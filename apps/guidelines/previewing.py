"""What a planned import would change, as a curator reads it. Reads only.

The plan names rows and their hashes; this keeps their words beside it, so that nobody approves a
change unread.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apps.guidelines.domain.adapting import flatten
from apps.guidelines.domain.package import PackageHead
from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
from apps.guidelines.domain.plan import RowChange, RowPlan, VersionPlan
from apps.guidelines.domain.standing import Withdrawal
from apps.guidelines.domain.written_recommendation import write_said
from apps.guidelines.models import Guideline, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.succession import GuidelinePlan
from apps.guidelines.vocabulary import count_news, differs
from apps.guidelines.written import said_by

# Of each kind of change; keeps the largest plan at a few megabytes.
MOST: Final = 500

Name = tuple[str, str, str]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Chosen:
    plan: GuidelinePlan
    version: VersionPlan
    row: RowPlan

    @property
    def older(self) -> Name:
        """(guideline, edition, recommendation) of what it is compared with."""
        return (self.plan.packaged.key, self.version.replaces, self.row.follows or self.row.key)


@dataclass(slots=True)
class Preview:
    """`rows`: by guideline, edition and key, the statement and [field, old, new] of each field.

    `beside` counts what else would be added or changed, by the package's lists.
    """

    beside: Counter[str] = field(default_factory=Counter)
    rows: dict[str, dict[str, dict[str, Values]]] = field(default_factory=dict)
    _described: Counter[str] = field(default_factory=Counter)

    def add_head(self, head: PackageHead, keys: Mapping[str, str]) -> None:
        """`keys` are the store's for guidelines that the package names otherwise."""
        self.beside.update(count_news(head, keys))

    def add(self, plans: list[GuidelinePlan], head: PackageHead) -> None:
        """Describe the first `MOST` rows of each kind. At most nine queries."""
        self.beside.update(guidelines=_changed_guidelines(plans, head))
        chosen = list(self._choose(plans))
        stored = _said_in_store(
            {item.older for item in chosen if item.row.change is not RowChange.NEW}
        )
        for item in chosen:
            name = (item.plan.packaged.key, item.version.label, item.row.key)
            self._keep(name, _describe(item, stored))
        for plan in plans:
            self._add_withdrawn(plan)

    def _keep(self, name: Name, described: Values) -> None:
        guideline, label, key = name
        self.rows.setdefault(guideline, {}).setdefault(label, {})[key] = described

    def _add_withdrawn(self, plan: GuidelinePlan) -> None:
        """Recommendations that go while their edition stays: their words are in the package."""
        for move in plan.moves:
            if isinstance(move, Withdrawal) and move.recommendation:
                said = _said_in_package(plan, move.label, move.recommendation)
                if said is not None and self._has_room(VersionStatus.WITHDRAWN):
                    name = (move.guideline, move.label, move.recommendation)
                    self._keep(name, {"statement": said["statement"], "differences": []})

    def _choose(self, plans: list[GuidelinePlan]) -> Iterator[_Chosen]:
        for plan in plans:
            for version in plan.versions:
                for row in version.rows:
                    if row.change is not RowChange.UNCHANGED and self._has_room(row.change):
                        yield _Chosen(plan, version, row)

    def _has_room(self, kind: str) -> bool:
        """Whether one more of that kind is described; if so, it is counted."""
        if self._described[kind] >= MOST:
            return False
        self._described[kind] += 1
        return True


def _changed_guidelines(plans: list[GuidelinePlan], head: PackageHead) -> int:
    """How many that are there already take new facts: a title, a licence."""
    keys = [plan.packaged.key for plan in plans]
    known = {row.key: row for row in Guideline.objects.filter(key__in=keys).select_related("body")}
    return sum(
        differs(row, _facts(plan, head)) or row.body.key != plan.packaged.body
        for plan in plans
        if (row := known.get(plan.packaged.key))
    )


def _facts(plan: GuidelinePlan, head: PackageHead) -> Values:
    facts = plan.packaged.facts
    is_demonstration = facts["is_demonstration"] or head.is_demonstration
    return {**facts, "is_demonstration": is_demonstration}


def _describe(item: _Chosen, stored: dict[Name, Values]) -> Values:
    before = _said_in_package(item.plan, *item.older[1:]) or stored.get(item.older, {})
    if item.row.change is RowChange.MISSING:
        return {"statement": before["statement"], "differences": []}
    after = _said_in_package(item.plan, item.version.label, item.row.key) or {}
    differences = [] if item.row.change is RowChange.NEW else _differences(before, after)
    return {"statement": after["statement"], "differences": differences}


def _differences(before: Values, after: Values) -> list[list[Any]]:
    return [
        [name, before.get(name), after.get(name)]
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def _said_in_package(plan: GuidelinePlan, label: str, key: str) -> Values | None:
    """Of an edition that the package brings; None where the label is another's."""
    for version in plan.versions:
        if version.label == label:
            for row in plan.packaged_version(version).recommendations:
                if row.key == key:
                    return _values(row)
    return None


def _values(row: PackagedRecommendation) -> Values:
    return flatten(write_said(row.facts, row.ratings, row.parts))


def _said_in_store(wanted: set[Name]) -> dict[Name, Values]:
    rows = RecommendationVersion.objects.filter(
        guideline_version__guideline__key__in={guideline for guideline, _, _ in wanted},
        guideline_version__label__in={label for _, label, _ in wanted},
        recommendation__key__in={key for _, _, key in wanted},
    )
    found: dict[Name, Values] = defaultdict(dict)
    for row in rows.select_related(
        "recommendation", "guideline_version__guideline"
    ).prefetch_related(
        "ratings", "actions__concept", "judgements", "evidence", "source_citations__work"
    ):
        edition = row.guideline_version
        name = (edition.guideline.key, edition.label, row.recommendation.key)
        if name in wanted:
            found[name] = flatten(said_by(row))
    return found
