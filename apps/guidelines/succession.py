"""Matching what a new edition lacks with what it has anew. Reads only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from apps.guidelines.domain.package import PackagedGuideline, PackagedVersion
from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
from apps.guidelines.domain.plan import Deed, RowChange, RowPlan, VersionPlan
from apps.guidelines.domain.standing import Review, Withdrawal, WithdrawnHere
from apps.guidelines.domain.successors import Candidate, Match, ages_in_years, match
from apps.guidelines.models import RecommendationVersion


@dataclass(slots=True)
class GuidelinePlan:
    """`packaged` has the store's key, `packaged_key` is the package's.

    `matches` are by the label under which the version will be stored. So is `withdrawn`: by the
    key of a row that stays withdrawn, what was withdrawn before it. `moves` change how an edition
    stands whose text stays.
    """

    packaged: PackagedGuideline
    versions: list[VersionPlan]
    packaged_key: str
    matches: dict[str, list[Match]] = field(default_factory=dict)
    withdrawn: dict[str, dict[str, WithdrawnHere]] = field(default_factory=dict)
    moves: list[Withdrawal | Review] = field(default_factory=list)

    def packaged_version(self, plan: VersionPlan) -> PackagedVersion:
        return next(row for row in self.packaged.versions if row.label == plan.packaged_label)


def match_successors(plans: list[GuidelinePlan]) -> None:
    """Pair what a new edition lacks with what it has anew; certain pairs count as changes.

    One query, if any edition both lost and gained recommendations.
    """
    replacing = [
        (plan, version)
        for plan in plans
        for version in plan.versions
        if version.deed is Deed.REPLACE
        and {RowChange.NEW, RowChange.MISSING} <= {row.change for row in version.rows}
    ]
    if not replacing:
        return
    older = _older_candidates(replacing)
    for plan, version in replacing:
        fresh = {row.key for row in version.rows if row.change is RowChange.NEW}
        newer = [
            packaged_candidate(row)
            for row in plan.packaged_version(version).recommendations
            if row.key in fresh
        ]
        matches = match(older[plan.packaged.key], newer)
        plan.matches[version.label] = matches
        plan.versions[plan.versions.index(version)] = _with_followers(version, matches)


def _with_followers(version: VersionPlan, matches: list[Match]) -> VersionPlan:
    """The plan with certain successors as changes of the rows that they follow."""
    certain = {found.newer: found.older for found in matches if found.is_certain}
    gone = set(certain.values())
    rows = tuple(
        RowPlan(row.key, RowChange.CHANGED, certain[row.key])
        if row.change is RowChange.NEW and row.key in certain
        else row
        for row in version.rows
        if not (row.change is RowChange.MISSING and row.key in gone)
    )
    return VersionPlan(version.packaged_label, version.label, version.deed, version.replaces, rows)


def _older_candidates(
    replacing: list[tuple[GuidelinePlan, VersionPlan]],
) -> dict[str, list[Candidate]]:
    missing = {
        (plan.packaged.key, version.replaces): {
            row.key for row in version.rows if row.change is RowChange.MISSING
        }
        for plan, version in replacing
    }
    rows = RecommendationVersion.objects.filter(
        guideline_version__guideline__key__in=[key for key, _ in missing],
        guideline_version__label__in=[label for _, label in missing],
    ).select_related("recommendation", "guideline_version__guideline")
    found: dict[str, list[Candidate]] = defaultdict(list)
    for row in rows:
        guideline = row.guideline_version.guideline.key
        if row.recommendation.key in missing.get((guideline, row.guideline_version.label), ()):
            found[guideline].append(stored_candidate(row))
    return found


def stored_candidate(row: RecommendationVersion) -> Candidate:
    """Reads `recommendation`."""
    return Candidate(
        key=row.recommendation.key,
        statement=row.clinician,
        population=row.population,
        ages=ages_in_years(_float(row.age_min), _float(row.age_max), row.age_unit),
        sex=row.sex,
        interventions=frozenset(row.interventions),
    )


def packaged_candidate(row: PackagedRecommendation) -> Candidate:
    facts = row.facts
    return Candidate(
        key=row.key,
        statement=facts["clinician"],
        population=facts["population"],
        ages=ages_in_years(facts["age_min"], facts["age_max"], facts["age_unit"]),
        sex=facts["sex"],
        interventions=frozenset(facts["interventions"]),
    )


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
