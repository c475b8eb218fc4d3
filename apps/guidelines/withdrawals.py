"""What was withdrawn here and comes again with a new edition. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef

from apps.guidelines.domain.packaged_recommendation import PackagedRecommendation
from apps.guidelines.domain.plan import Deed, VersionPlan
from apps.guidelines.domain.standing import WithdrawnHere
from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.formats.reading import Issue, Severity
from apps.guidelines.models import ChangedRecommendation, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.succession import GuidelinePlan

_ACTIVE: frozenset[str] = frozenset({"", VersionStatus.ACTIVE})


def keep_withdrawn(plans: list[GuidelinePlan], issues: list[Issue]) -> None:
    """Plan to keep withdrawn what comes again word for word; say so, and what comes reworded.

    One query, if any edition is to become active.
    """
    incoming = [
        (plan, version)
        for plan in plans
        for version in plan.versions
        if version.deed is not Deed.KEEP
        and plan.packaged_version(version).status == VersionStatus.ACTIVE
    ]
    if not incoming:
        return
    withdrawn = _withdrawn_here({plan.packaged.key for plan, _ in incoming})
    for plan, version in incoming:
        for row, before in _rows_with_their_past(plan, version):
            found = withdrawn.get((plan.packaged.key, before))
            if found is None:
                continue
            if found.is_said_again(row.facts["clinician"]):
                plan.withdrawn.setdefault(version.label, {})[row.key] = found
            issues.append(_issue(f"{plan.packaged.key}/{row.key}", row, found))


def _rows_with_their_past(
    plan: GuidelinePlan, version: VersionPlan
) -> Iterator[tuple[PackagedRecommendation, str]]:
    """Those that are to become active, with the key of what they follow."""
    before = {row.key: row.follows or row.key for row in version.rows}
    for row in plan.packaged_version(version).recommendations:
        if row.standing["status"] in _ACTIVE:
            yield row, before[row.key]


def _withdrawn_here(guidelines: Iterable[str]) -> dict[tuple[str, str], WithdrawnHere]:
    """By guideline and key, those whose last word here is a withdrawal of their own.

    One that its source told is the source's to take back. What went with its whole edition is no
    judgement on what each recommendation says.
    """
    later = RecommendationVersion.objects.filter(
        recommendation=OuterRef("recommendation"),
        pk__gt=OuterRef("pk"),
        status__in=[VersionStatus.ACTIVE, VersionStatus.WITHDRAWN],
    )
    done_here = ChangedRecommendation.objects.filter(
        # Of any version: what stayed withdrawn in a later edition keeps reason and day.
        recommendation_version__guideline_version__guideline=OuterRef(
            "guideline_version__guideline"
        ),
        change__kind=ChangeKind.WITHDRAWN,
        change__reason=OuterRef("status_reason"),
        change__since=OuterRef("status_since"),
        change__by_source=False,
    )
    rows = RecommendationVersion.objects.filter(
        ~Exists(later),
        Exists(done_here),
        guideline_version__guideline__key__in=guidelines,
        status=VersionStatus.WITHDRAWN,
    ).select_related("recommendation__guideline", "guideline_version")
    return {
        (row.recommendation.guideline.key, row.recommendation.key): WithdrawnHere(
            row.clinician, row.status_reason, row.status_since
        )
        for row in rows
        if not _went_with_its_edition(row)
    }


def _went_with_its_edition(row: RecommendationVersion) -> bool:
    edition = row.guideline_version
    return edition.status == VersionStatus.WITHDRAWN and (
        (row.status_reason, row.status_since) == (edition.withdrawn_reason, edition.withdrawn_on)
    )


def _issue(place: str, row: PackagedRecommendation, found: WithdrawnHere) -> Issue:
    if found.is_said_again(row.facts["clinician"]):
        message = f"{found} It stays withdrawn until a curator reinstates it."
        return Issue(Severity.WARNING, "withdrawn_here", place, message)
    message = f"{found} Its words are others now, so it becomes active."
    return Issue(Severity.WARNING, "reworded_after_withdrawal", place, message)
