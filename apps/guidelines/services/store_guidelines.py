"""Storing planned guidelines, some hundred recommendations at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
from apps.guidelines.domain.plan import Deed, RowChange, VersionPlan
from apps.guidelines.models import (
    Guideline,
    GuidelineVersion,
    IssuingBody,
    Recommendation,
    RecommendationVersion,
    Work,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.index_documents import index_documents
from apps.guidelines.services.insert_rows import insert_rows
from apps.guidelines.services.store_parts import store_parts
from apps.guidelines.services.store_vocabulary import by_key
from apps.guidelines.services.supersede_edition import Replacement, supersede_editions
from apps.guidelines.succession import GuidelinePlan
from core.actors import Actor

_CHANGES: Final = {
    RowChange.NEW: "new",
    RowChange.CHANGED: "amended",
    RowChange.UNCHANGED: "unchanged",
}


@dataclass(slots=True)
class _Edition:
    """A version that is being stored."""

    plan: GuidelinePlan
    version_plan: VersionPlan
    guideline: Guideline
    row: GuidelineVersion


@dataclass(slots=True)
class Stored:
    """What was written. `active` are recommendation versions that are active now."""

    active: list[RecommendationVersion] = field(default_factory=list)


def store_guidelines(
    plans: list[GuidelinePlan], *, is_demonstration: bool, today: date, actor: Actor
) -> Stored:
    """Write what the plans say. A fixed number of queries, and some for each replaced edition."""
    guidelines = _store_guidelines(plans, is_demonstration)
    editions = _store_editions(plans, guidelines)
    identities = _store_identities(editions)
    rows = _store_rows(editions, identities)
    index_documents(documents=[row for row in rows if row.status == VersionStatus.ACTIVE])
    supersede_editions(
        replacements=[
            Replacement(
                older_label=edition.version_plan.replaces,
                newer=edition.row,
                plan=edition.version_plan,
                matches=edition.plan.matches.get(edition.version_plan.label, []),
            )
            for edition in editions
            if edition.version_plan.deed is Deed.REPLACE
        ],
        today=today,
        actor=actor,
    )
    return Stored(active=[row for row in rows if row.status == VersionStatus.ACTIVE])


def _store_guidelines(plans: list[GuidelinePlan], is_demonstration: bool) -> dict[str, Guideline]:
    """Guidelines by key; an existing one takes the new facts, which are not published text."""
    known = {
        row.key: row
        for row in Guideline.objects.filter(key__in=[plan.packaged.key for plan in plans])
    }
    bodies = by_key(IssuingBody, [plan.packaged.body for plan in plans])
    fresh, changed = [], []
    for plan in plans:
        facts = {**plan.packaged.facts, "body": bodies[plan.packaged.body]}
        facts["is_demonstration"] |= is_demonstration
        row = known.get(plan.packaged.key)
        if row is None:
            row = Guideline(key=plan.packaged.key, **facts)
            known[row.key] = row
            fresh.append(row)
        elif any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            changed.append(row)
    Guideline.objects.bulk_create(fresh)
    if changed:
        Guideline.objects.bulk_update(changed, [*plans[0].packaged.facts, "body"])
    return known


def _store_editions(plans: list[GuidelinePlan], guidelines: dict[str, Guideline]) -> list[_Edition]:
    """New editions; one that another replaces stops being active first."""
    kept = [
        (plan, version, plan.packaged_version(version), guidelines[plan.packaged.key])
        for plan in plans
        for version in plan.versions
        if version.deed is not Deed.KEEP
    ]
    works = by_key(Work, [packaged.work for _, _, packaged, _ in kept])
    editions = []
    for plan, version, packaged, guideline in kept:
        older = None
        if version.replaces:
            older = GuidelineVersion.objects.get(guideline=guideline, label=version.replaces)
        if version.deed is Deed.REPLACE and older is not None:
            GuidelineVersion.objects.filter(pk=older.pk).update(status=VersionStatus.SUPERSEDED)
        row = GuidelineVersion(
            guideline=guideline,
            label=version.label,
            status=packaged.status,
            work=works[packaged.work],
            supersedes=older,
            **packaged.facts,
        )
        # One at a time only where a later one of this list may name it.
        row.save()
        editions.append(_Edition(plan, version, guideline, row))
    return editions


def _store_identities(editions: list[_Edition]) -> dict[tuple[int, str], Recommendation]:
    known = {
        (row.guideline_id, row.key): row
        for row in Recommendation.objects.filter(
            guideline__in={edition.guideline.pk for edition in editions}
        )
    }
    fresh = {}
    for edition in editions:
        for packaged in _rows_of(edition):
            name = (edition.guideline.pk, packaged.key)
            if name not in known and name not in fresh:
                fresh[name] = Recommendation(guideline=edition.guideline, key=packaged.key)
    insert_rows(list(fresh.values()))
    return known | fresh


def _rows_of(edition: _Edition) -> tuple[PackagedRecommendation, ...]:
    return edition.plan.packaged_version(edition.version_plan).recommendations


def _store_rows(
    editions: list[_Edition], identities: dict[tuple[int, str], Recommendation]
) -> list[RecommendationVersion]:
    """Drafts until everything that hangs on them is there: nothing is added to a published one."""
    pairs = []
    for edition in editions:
        changes = {row.key: row.change for row in edition.version_plan.rows}
        is_replacing = edition.version_plan.deed is Deed.REPLACE
        for ordinal, packaged in enumerate(_rows_of(edition), start=1):
            status, reason, since = _standing(edition, packaged)
            row = RecommendationVersion(
                recommendation=identities[edition.guideline.pk, packaged.key],
                guideline_version=edition.row,
                ordinal=ordinal,
                status=VersionStatus.DRAFT,
                status_reason=reason,
                status_since=since,
                change=packaged.standing["change"]
                or (_CHANGES[changes[packaged.key]] if is_replacing else ""),
                content_sha256=packaged.sha256,
                **packaged.facts,
            )
            pairs.append((row, packaged, status))
    rows = [row for row, _, _ in pairs]
    insert_rows(rows)
    store_parts([(row, packaged) for row, packaged, _ in pairs])
    _publish((row, status) for row, _, status in pairs)
    return rows


def _standing(edition: _Edition, packaged: PackagedRecommendation) -> tuple[str, str, date | None]:
    """Status, reason and day: what was withdrawn here stays so, whatever the package thinks."""
    withdrawn = edition.plan.withdrawn.get(edition.version_plan.label, {}).get(packaged.key)
    if withdrawn is not None:
        return VersionStatus.WITHDRAWN, withdrawn.reason, withdrawn.on
    said = packaged.standing
    return said["status"] or edition.row.status, said["status_reason"], said["status_since"]


def _publish(pairs: Iterable[tuple[RecommendationVersion, str]]) -> None:
    by_status: dict[str, list[RecommendationVersion]] = defaultdict(list)
    for row, status in pairs:
        by_status[status].append(row)
    for status, rows in by_status.items():
        ids: list[Any] = [row.pk for row in rows]
        RecommendationVersion.objects.filter(pk__in=ids).update(status=status)
        for row in rows:
            row.status = status
