"""What a curator's deed on a record or an edition starts from. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.guidelines.citing import CitedRecommendation, describe
from apps.guidelines.models import (
    Guideline,
    GuidelineVersion,
    RecommendationVersion,
    SubscribedGuideline,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.resting import Resting, what_rests_on
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class RecordDeed:
    """`why_not` says why the deed is impossible now, else it is empty."""

    record: CitedRecommendation
    edition: str
    withdrawn_because: str
    resting: Resting
    why_not: str


@dataclass(frozen=True, slots=True)
class EditionDeed:
    """`version` is the active edition, or None."""

    title: str
    url: str
    body: str
    version: GuidelineVersion | None
    resting: Resting
    why_not: str


def record_deed(row: RecommendationVersion, *, needs: VersionStatus) -> RecordDeed:
    """Four queries. Reads what `get_recommendation` fetches."""
    edition = row.guideline_version
    why_not = _why_not_with(row.status, needs) or _why_not_with_copy(edition.guideline_id)
    if needs is VersionStatus.WITHDRAWN and edition.status != VersionStatus.ACTIVE:
        why_not = _("Its edition is not active. Only what an active edition says is reinstated.")
    return RecordDeed(
        record=describe(row),
        edition=str(edition),
        withdrawn_because=row.status_reason,
        resting=what_rests_on([row.pk]),
        why_not=why_not,
    )


def edition_deed(public_id: uuid.UUID) -> EditionDeed:
    """Seven queries at most. Raises `NotFound`."""
    active = GuidelineVersion.objects.filter(status=VersionStatus.ACTIVE)
    guideline = (
        Guideline.objects.filter(public_id=public_id)
        .select_related("body")
        .prefetch_related(Prefetch("versions", queryset=active, to_attr="active"))
        .first()
    )
    if guideline is None:
        raise NotFound("There is no such guideline")
    version = next(iter(guideline.active), None)
    rows = RecommendationVersion.objects.filter(
        guideline_version=version, status=VersionStatus.ACTIVE
    )
    return EditionDeed(
        title=guideline.title,
        url=reverse("guideline", args=[public_id]),
        body=guideline.body.short_name,
        version=version,
        resting=what_rests_on(rows.values_list("pk", flat=True) if version else []),
        why_not=_why_not_with_copy(guideline.pk) if version else _("It has no active edition."),
    )


def _why_not_with(status: str, needs: VersionStatus) -> str:
    if status == needs:
        return ""
    if needs is VersionStatus.WITHDRAWN:
        return _("It is not withdrawn, so there is nothing to reinstate.")
    return _("It is not active any more.")


def _why_not_with_copy(guideline_id: int) -> str:
    """One query."""
    kept = SubscribedGuideline.objects.filter(guideline=guideline_id, subscription__ended_at=None)
    if kept.exists():
        return _("It comes from a library, which changes it. Adapt its recommendations instead.")
    return ""
