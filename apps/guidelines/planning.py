"""Comparing a package with the store, guideline by guideline. Reads only.

The store is asked once for some hundred recommendations at a time, so memory stays bounded however
large the package is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from apps.guidelines.domain.package import GuidelinePackage, PackagedGuideline
from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
from apps.guidelines.domain.plan import (
    KnownVersion,
    PlanFault,
    find_uncertain_orders,
    plan_versions,
)
from apps.guidelines.domain.standing import Standing, find_moves, find_revived
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.identity import under_stored_keys
from apps.guidelines.models import (
    Concept,
    GuidelineVersion,
    IssuingBody,
    RecommendationVersion,
    SubscribedGuideline,
    Work,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.succession import GuidelinePlan, match_successors
from apps.guidelines.withdrawals import keep_withdrawn
from core.documents import DocumentFault

CHUNK: Final = 2_000  # recommendations; as many as one statement indexes
_CONCEPT_COLUMNS: Final = (
    "conditions",
    "interventions",
    "comparators",
    "for_those_who_cannot_take",
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a package may name: keys of its head, and of the store."""

    concepts: frozenset[str]
    bodies: frozenset[str]
    works: frozenset[str]
    libraries: frozenset[str]


def known_names(package: GuidelinePackage) -> Names:
    """Four queries."""

    def keys(model: type[Any], rows: Iterable[dict[str, Any]]) -> frozenset[str]:
        stored = model.objects.values_list("key", flat=True)
        return frozenset(stored) | {row["key"] for row in rows}

    return Names(
        concepts=keys(Concept, package.head.concepts),
        bodies=keys(IssuingBody, package.head.bodies),
        works=keys(Work, package.head.works),
        libraries=frozenset(
            SubscribedGuideline.objects.filter(subscription__ended_at=None).values_list(
                "guideline__key", flat=True
            )
        ),
    )


def plan_chunks(
    package: GuidelinePackage, issues: list[Issue], *, from_library: bool = False
) -> Iterator[list[GuidelinePlan]]:
    """Plans of the package's guidelines in its order; what cannot be stored becomes an issue.

    Six queries a chunk. A guideline that a library keeps is planned only for that library, whose
    copies go by their keys and which says itself what it withdraws and reinstates.
    """
    names = known_names(package)
    seen: set[str] = set()
    for chunk in _chunks(package.guidelines, issues):
        named = (
            [(guideline, guideline.key) for guideline in chunk]
            if from_library
            else under_stored_keys(chunk, seen, issues)
        )
        known, standings = _known_versions([guideline.key for guideline, _ in named])
        plans = []
        for guideline, packaged_key in named:
            try:
                _check(guideline, names, seen, from_library=from_library)
                versions = plan_versions(guideline, known[guideline.key])
            except PlanFault as error:
                issues.append(Issue(Severity.ERROR, error.code, guideline.key, error.message))
            else:
                standing = standings[guideline.key]
                moves = find_moves(guideline, versions, standing)
                plan = GuidelinePlan(guideline, versions, packaged_key, moves=moves)
                plans.append(plan)
                issues += _warnings(plan, known[guideline.key], standing)
            seen.add(guideline.key)
        match_successors(plans)
        if not from_library:
            keep_withdrawn(plans, issues)
        yield plans


def _chunks(
    guidelines: Iterable[PackagedGuideline], issues: list[Issue]
) -> Iterator[list[PackagedGuideline]]:
    """Guidelines of about `CHUNK` recommendations together; a malformed one ends the reading."""
    chunk: list[PackagedGuideline] = []
    size = 0
    try:
        for guideline in guidelines:
            chunk.append(guideline)
            size += sum(len(version.recommendations) for version in guideline.versions)
            if size >= CHUNK:
                yield chunk
                chunk, size = [], 0
    except DocumentFault as error:
        issues.append(Issue(Severity.ERROR, "malformed", error.pointer or "/", error.message))
    if chunk:
        yield chunk


def _known_versions(
    keys: list[str],
) -> tuple[dict[str, list[KnownVersion]], dict[str, dict[str, Standing]]]:
    """Editions with the content hashes of their rows, and how they stand by label; both by
    guideline key. Two queries.
    """
    rows: dict[int, dict[str, str]] = defaultdict(dict)
    gone: dict[int, set[str]] = defaultdict(set)
    hashes = RecommendationVersion.objects.filter(
        guideline_version__guideline__key__in=keys
    ).values_list("guideline_version", "recommendation__key", "content_sha256", "status")
    for version, key, sha256, status in hashes:
        rows[version][key] = sha256
        if status != VersionStatus.ACTIVE:
            gone[version].add(key)
    known: dict[str, list[KnownVersion]] = defaultdict(list)
    standings: dict[str, dict[str, Standing]] = defaultdict(dict)
    dates = ("published_on", "last_reviewed_on", "review_due_on")
    versions = GuidelineVersion.objects.filter(guideline__key__in=keys).values_list(
        "pk", "guideline__key", "label", "status", *dates
    )
    for pk, key, label, status, published_on, reviewed, due in versions:
        known[key].append(KnownVersion(label, status, published_on, rows[pk]))
        standings[key][label] = Standing(status, reviewed, due, gone[pk])
    return known, standings


def _warnings(
    plan: GuidelinePlan, known: list[KnownVersion], standing: dict[str, Standing]
) -> Iterator[Issue]:
    """What a person should look at before this is stored."""
    key = plan.packaged.key
    for label in find_revived(plan.packaged, plan.versions, standing):
        said = f"{key} {label} is active in the package and was withdrawn here; it stays withdrawn"
        yield Issue(Severity.WARNING, "edition_withdrawn_here", key, said)
    for newer, older in find_uncertain_orders(plan.packaged, plan.versions, known):
        said = (
            f"{key} {newer} takes the place of {older}, but only one of them has a date: make sure "
            "that it is the newer one"
        )
        yield Issue(Severity.WARNING, "order_uncertain", key, said)


def _check(
    guideline: PackagedGuideline, names: Names, seen: set[str], *, from_library: bool
) -> None:
    """Raises `PlanFault` at the first thing that keeps it from being stored."""
    key = guideline.key
    if key in seen:
        raise PlanFault("guideline_twice", f"The package has the guideline {key} twice")
    if key in names.libraries and not from_library:
        raise PlanFault(
            "kept_by_library", f"{key} comes from a library; adapt its recommendations instead"
        )
    _check_known(key, "issuing body", [guideline.body], names.bodies)
    for version in guideline.versions:
        _check_known(key, "work", [version.work], names.works)
        for row in version.recommendations:
            _check_row(f"{key}/{row.key}", row, names)


def _check_row(place: str, row: PackagedRecommendation, names: Names) -> None:
    """Records name concepts by key, in columns that no foreign key guards."""
    named = [key for column in _CONCEPT_COLUMNS for key in row.facts[column]]
    named += [action["concept"] for action in row.parts["actions"] if action["concept"]]
    _check_known(place, "concept", named, names.concepts)
    _check_known(place, "work", [row["work"] for row in row.parts["citations"]], names.works)


def _check_known(place: str, kind: str, named: list[str], known: frozenset[str]) -> None:
    for key in named:
        if key not in known:
            raise PlanFault(
                f"unknown_{kind.rpartition(' ')[2]}",
                f"{place} names {kind} {key!r}, which nobody defines",
            )
