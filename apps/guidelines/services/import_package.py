"""Taking a guideline package into the store. The same package twice changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.guidelines.domain.package import GuidelinePackage
from apps.guidelines.domain.plan import NEWS, Deed, RowChange, VersionPlan
from apps.guidelines.domain.standing import Review, Withdrawal
from apps.guidelines.formats.reading import Issue, has_errors
from apps.guidelines.models import Guideline, Recommendation
from apps.guidelines.planning import plan_chunks
from apps.guidelines.previewing import Preview
from apps.guidelines.services.detect_conflicts import reconsider_conflicts
from apps.guidelines.services.store_guidelines import store_guidelines
from apps.guidelines.services.store_relations import store_conflicts, store_links
from apps.guidelines.services.store_vocabulary import store_drug_statuses, store_vocabulary
from apps.guidelines.services.take_over_moves import take_over_moves
from apps.guidelines.services.tell_dependents import tell_store_grew
from apps.guidelines.succession import GuidelinePlan
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import DomainError, WrongState

Progress = Callable[[int], None]


class ImportRefused(DomainError):
    """Nothing was stored; `issues` say why."""

    code = "import_refused"
    status = 422
    title = "The guidelines were not stored"

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(issue.message for issue in issues[:3]))
        self.issues = issues


@dataclass(slots=True)
class ImportPlan:
    """What an import does or would do. `sha256` covers every version's and row's fate.

    `keys` are the store's for guidelines that the package names otherwise.
    """

    guidelines: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    plans: list[dict[str, Any]] = field(default_factory=list)
    moves: list[Withdrawal | Review] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add(self, plans: list[GuidelinePlan]) -> None:
        for plan in plans:
            self.guidelines += 1
            self.plans.append(_summarise(plan))
            self.moves += plan.moves
            if plan.packaged_key != plan.packaged.key:
                self.keys[plan.packaged_key] = plan.packaged.key
            for version in plan.versions:
                self.rows.update(row.change.value for row in version.rows)

    @property
    def is_change(self) -> bool:
        return bool(self.moves) or any(self.rows[change] for change in NEWS)

    @property
    def withdrawals(self) -> tuple[Withdrawal, ...]:
        """What is withdrawn upstream: editions, and recommendations of editions that stay."""
        return tuple(move for move in self.moves if isinstance(move, Withdrawal))

    @property
    def sha256(self) -> str:
        canonical = json.dumps(self.plans, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def counts(self) -> dict[str, int]:
        """new, changed, unchanged, missing."""
        return {change.value: self.rows[change.value] for change in RowChange}


def plan_import(
    *,
    package: GuidelinePackage,
    from_library: bool = False,
    preview: Preview | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """What `import_package` would do; a preview is filled beside it. Reads only."""
    plan = ImportPlan()
    for chunk in plan_chunks(package, plan.issues, from_library=from_library):
        plan.add(chunk)
        if preview:
            preview.add(chunk, package.head)
        if progress:
            progress(sum(plan.rows.values()))
    return plan


@transaction.atomic
def import_package(
    *,
    package: GuidelinePackage,
    actor: Actor,
    approved_sha256: str | None = None,
    from_library: bool = False,
    progress: Progress | None = None,
) -> ImportPlan:
    """Store the package as published records and index them; one audit entry.

    Published recommendations are immutable: what differs becomes a new edition that supersedes the
    one before. Raises `ImportRefused` with every issue and stores nothing, and `WrongState` when
    the plan is not the approved one any more.
    """
    plan = ImportPlan()
    store_vocabulary(package.head, actor=actor)
    store_drug_statuses(package.head, actor=actor)
    for chunk in plan_chunks(package, plan.issues, from_library=from_library):
        plan.add(chunk)
        if not has_errors(plan.issues):
            store_guidelines(
                chunk,
                is_demonstration=package.head.is_demonstration,
                today=now().date(),
                actor=actor,
            )
        if progress:
            progress(sum(plan.rows.values()))
    if has_errors(plan.issues):
        raise ImportRefused(plan.issues)
    if approved_sha256 is not None and plan.sha256 != approved_sha256:
        raise WrongState("The store changed since this import was planned; plan it again")
    take_over_moves(plan.moves, actor=actor)
    store_conflicts(package.head, plan.keys)
    store_links(package.head, plan.keys)
    if plan.is_change:
        _audit(plan, actor)
    reconsider_conflicts(recommendations=_touched(plan), actor=actor)
    if plan.is_change and not from_library:
        tell_store_grew()
    return plan


def _touched(plan: ImportPlan) -> list[int]:
    """The recommendations of each guideline that has another edition now. One query."""
    changed = Recommendation.objects.filter(guideline__key__in=_changed_guidelines(plan))
    return list(changed.values_list("pk", flat=True))


def _changed_guidelines(plan: ImportPlan) -> list[str]:
    return [
        row["key"]
        for row in plan.plans
        if row["moves"] or any(version["deed"] != Deed.KEEP for version in row["versions"])
    ]


def _audit(plan: ImportPlan, actor: Actor) -> None:
    guideline = Guideline.objects.get(key=_changed_guidelines(plan)[0])
    record(
        "guidelines.package.imported",
        subject=guideline,
        subject_id=str(guideline.public_id),
        actor=actor,
        guidelines=plan.guidelines,
        **plan.counts(),
    )


def _summarise(plan: GuidelinePlan) -> dict[str, Any]:
    return {
        "key": plan.packaged.key,
        "title": plan.packaged.facts["title"],
        "versions": [
            {
                "label": version.label,
                "deed": version.deed.value,
                "replaces": version.replaces,
                "unchanged": sum(row.change is RowChange.UNCHANGED for row in version.rows),
                "withdrawn": sorted(plan.withdrawn.get(version.label, ())),
                "rows": list(_changed_rows(plan, version)),
            }
            for version in plan.versions
        ],
        "moves": [_summarise_move(move) for move in plan.moves],
    }


def _summarise_move(move: Withdrawal | Review) -> dict[str, Any]:
    """`withdrawn` is a recommendation's key, or empty for the whole edition."""
    if isinstance(move, Withdrawal):
        day = move.on and move.on.isoformat()
        return {
            "label": move.label,
            "withdrawn": move.recommendation,
            "reason": move.reason,
            "on": day,
        }
    dates = (move.last_reviewed_on, move.review_due_on)
    last, due = (day and day.isoformat() for day in dates)
    return {"label": move.label, "last_reviewed_on": last, "review_due_on": due}


def _changed_rows(plan: GuidelinePlan, version: VersionPlan) -> Iterator[list[str]]:
    """[key, change, key of what it follows, content hash]; unchanged rows are only counted."""
    hashes = {row.key: row.sha256 for row in plan.packaged_version(version).recommendations}
    for row in version.rows:
        if row.change is not RowChange.UNCHANGED:
            yield [row.key, row.change.value, row.follows, hashes.get(row.key, "")]
