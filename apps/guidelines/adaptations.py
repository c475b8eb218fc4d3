"""Adaptations beside what they were made from, field by field. Reads only."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, When
from django.urls import reverse

from apps.guidelines.citing import shown_statement
from apps.guidelines.domain.adapting import comparable, flatten, localise
from apps.guidelines.domain.three_way import FieldDifference, Values, compare
from apps.guidelines.models import Adaptation, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.services.export_package import export_package
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class ThreeStates:
    """Base, upstream and local as values of a packaged recommendation, the latter two as now.

    `upstream_now` is the row; without one, nothing of it is active any more.
    """

    base_id: uuid.UUID
    base: Values
    upstream: Values | None
    local: Values
    upstream_now: RecommendationVersion | None
    local_now: RecommendationVersion

    @property
    def is_withheld(self) -> bool:
        """Upstream's own words may not be shown."""
        return self.upstream_now is not None and self.upstream_now.is_withheld

    @property
    def sha256(self) -> str:
        """Covers which three are compared, so that nobody decides on what they did not see."""
        upstream = self.upstream_now.public_id if self.upstream_now else None
        seen = [self.base_id, upstream, self.local_now.public_id]
        return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AdaptationItem:
    """`upstream_status` is active where another edition says something else now.

    `upstream_key` is the guideline's key and the recommendation's. Nothing is decided any more
    where `is_local_active` is false.
    """

    id: str
    local_statement: str
    local_url: str
    is_local_active: bool
    upstream_key: tuple[str, str]
    upstream_guideline: str
    upstream_url: str
    upstream_status: str
    is_moved: bool
    reason: str


def get_adaptation(public_id: uuid.UUID) -> Adaptation:
    """One query. Raises `NotFound`."""
    row = _with_sources(Adaptation.objects.filter(public_id=public_id)).first()
    if row is None:
        raise NotFound("There is no such adaptation")
    return row


def adaptation_of(row: RecommendationVersion) -> Adaptation | None:
    """The adaptation that was made of this recommendation, if any. One query."""
    return Adaptation.objects.filter(upstream=row.recommendation_id).first()


def adaptation_difference(adaptation: Adaptation) -> tuple[FieldDifference, ...]:
    """What changed upstream, here or on both sides since the adaptation was made or reviewed.

    Empty where upstream has nothing active: there is nothing to take. Raises `NotFound` for a local
    recommendation that is not active any more.
    """
    return differences(three_states(adaptation))


def differences(states: ThreeStates) -> tuple[FieldDifference, ...]:
    """Empty where upstream has nothing active."""
    if states.upstream is None:
        return ()
    return compare(comparable(states.base), comparable(states.upstream), comparable(states.local))


def three_states(adaptation: Adaptation) -> ThreeStates:
    """About twenty queries. Raises `NotFound`."""
    local_now = active_version(adaptation.local_id)
    if local_now is None:
        raise NotFound("The local recommendation is not active any more")
    upstream_now = active_version(adaptation.upstream_id)
    base = sourced(RecommendationVersion.objects.filter(pk=adaptation.base_id)).get()
    written = [row for row in (base, upstream_now, local_now) if row is not None]
    packaged = packaged_recommendations(written)
    return ThreeStates(
        base_id=base.public_id,
        base=_localised(base, packaged),
        upstream=None if upstream_now is None else _localised(upstream_now, packaged),
        local=flatten(packaged[local_now.pk]),
        upstream_now=upstream_now,
        local_now=local_now,
    )


def find_adaptations() -> tuple[AdaptationItem, ...]:
    """All of them, those whose upstream moved first. Two queries."""
    rows = list(_with_sources(Adaptation.objects.order_by("pk")))
    latest = _latest({end for row in rows for end in (row.local_id, row.upstream_id)})
    items = [_item(row, latest) for row in rows]
    return tuple(sorted(items, key=lambda item: not item.is_moved))


def moved_adaptations() -> tuple[AdaptationItem, ...]:
    """Those whose upstream says something else now, or nothing any more. Two queries."""
    return tuple(item for item in find_adaptations() if item.is_moved)


def adaptation_item(adaptation: Adaptation) -> AdaptationItem:
    """One query."""
    return _item(adaptation, _latest({adaptation.local_id, adaptation.upstream_id}))


def why_not_adapted(row: RecommendationVersion) -> str:
    """Why nobody adapts this version, or nothing. Reads its edition's guideline and body."""
    if row.status != VersionStatus.ACTIVE:
        return f"This recommendation is {row.status}; adapt one that is active"
    if row.guideline_version.guideline.body.is_in_house:
        return "This recommendation is your own; bring its next edition instead"
    return ""


def source_values(row: RecommendationVersion) -> Values:
    """What a local copy of it says before anybody changes it. About ten queries."""
    return _localised(row, packaged_recommendations([row]))


def active_version(recommendation: int) -> RecommendationVersion | None:
    """The version that is active now. One query."""
    return (
        sourced(
            RecommendationVersion.objects.filter(
                recommendation=recommendation, status=VersionStatus.ACTIVE
            )
        )
        .order_by("-pk")
        .first()
    )


def sourced(rows: QuerySet[RecommendationVersion]) -> QuerySet[RecommendationVersion]:
    return rows.select_related(
        "recommendation", "guideline_version__work", "guideline_version__guideline__body"
    )


def packaged_recommendations(rows: list[RecommendationVersion]) -> dict[int, dict[str, Any]]:
    """Each as its package has it, by id."""
    keys = {row.guideline_version.guideline.key for row in rows}
    written = {
        (guideline["key"], version["label"], item["key"]): item
        for guideline in export_package(keys)["guidelines"]
        for version in guideline["versions"]
        for item in version["recommendations"]
    }
    return {
        row.pk: written[
            row.guideline_version.guideline.key,
            row.guideline_version.label,
            row.recommendation.key,
        ]
        for row in rows
    }


def _localised(row: RecommendationVersion, packaged: dict[int, dict[str, Any]]) -> Values:
    return localise(packaged[row.pk], row.guideline_version.work.key)


def _with_sources(rows: QuerySet[Adaptation]) -> QuerySet[Adaptation]:
    return rows.select_related("base", "upstream__guideline", "local__guideline")


def _latest(recommendations: set[int]) -> dict[int, RecommendationVersion]:
    """The active version of each, else the newest one, by recommendation. One query."""
    first = Case(When(status=VersionStatus.ACTIVE, then=0), default=1)
    rows = RecommendationVersion.objects.filter(recommendation__in=recommendations)
    return {
        row.recommendation_id: row
        for row in rows.select_related("guideline_version__guideline")
        .order_by("recommendation", first, "-pk")
        .distinct("recommendation")
    }


def _item(adaptation: Adaptation, latest: dict[int, RecommendationVersion]) -> AdaptationItem:
    local, upstream = latest[adaptation.local_id], latest[adaptation.upstream_id]
    is_local_active = local.status == VersionStatus.ACTIVE
    # An edition that carries it forward word for word is no move.
    says_the_same = (
        upstream.status == VersionStatus.ACTIVE
        and upstream.content_sha256 == adaptation.base.content_sha256
    )
    return AdaptationItem(
        id=str(adaptation.public_id),
        local_statement=shown_statement(local),
        local_url=reverse("recommendation", args=[local.public_id]),
        is_local_active=is_local_active,
        upstream_key=(adaptation.upstream.guideline.key, adaptation.upstream.key),
        upstream_guideline=adaptation.upstream.guideline.title,
        upstream_url=reverse("recommendation", args=[upstream.public_id]),
        upstream_status=upstream.status,
        is_moved=is_local_active and not says_the_same,
        reason=adaptation.reason,
    )
