"""The editions of a guideline, and the recommendations of one of them. Reads only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F
from django.urls import reverse
from django.utils.http import urlencode

from apps.guidelines.citing import (
    Reference,
    describe,
    describe_work,
    published_text,
    with_sources,
)
from apps.guidelines.domain.references import Integrity
from apps.guidelines.models import Guideline, GuidelineVersion, RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.pages import EditionLine, RecordSection
from core.clock import now
from core.errors import NotFound

RECORDS_A_PAGE: Final = 50


def editions_of(guideline: Guideline) -> list[GuidelineVersion]:
    """Newest first, drafts left out. One query. Raises `NotFound` where there is none."""
    rows = guideline.versions.exclude(status=VersionStatus.DRAFT).select_related(
        "work", "guideline__body"
    )
    found = list(rows.order_by(F("published_on").desc(nulls_last=True), "-pk"))
    if not found:
        raise NotFound("There is no such guideline")
    return found


def choose_edition(editions: list[GuidelineVersion], label: str) -> GuidelineVersion:
    """The edition of this label; without one the active, else the newest. Raises `NotFound`."""
    if label:
        named = [row for row in editions if row.label == label]
        if not named:
            raise NotFound("There is no such edition of this guideline")
        return named[0]
    active = [row for row in editions if row.status == VersionStatus.ACTIVE]
    return (active or editions)[0]


def edition_lines(
    guideline: Guideline, editions: list[GuidelineVersion], shown: GuidelineVersion
) -> tuple[EditionLine, ...]:
    """One query."""
    counted = (
        RecommendationVersion.objects.filter(guideline_version__guideline=guideline)
        .exclude(status=VersionStatus.DRAFT)
        .values_list("guideline_version", "change")
        .annotate(Count("pk"))
        .order_by("change")
    )
    sizes: dict[int, dict[str, int]] = defaultdict(dict)
    for edition, change, number in counted:
        sizes[edition][change] = number
    return tuple(
        replace(
            edition_line(row),
            is_shown=row.pk == shown.pk,
            recommendations=sum(sizes[row.pk].values()),
            changes={change: number for change, number in sizes[row.pk].items() if change},
        )
        for row in editions
    )


def edition_line(row: GuidelineVersion) -> EditionLine:
    """One edition alone, its recommendations not counted. Reads the guideline."""
    address = reverse("guideline", args=[row.guideline.public_id])
    due = row.review_due_on
    return EditionLine(
        url=f"{address}?{urlencode({'edition': row.label})}",
        label=row.label,
        status=row.status,
        published=published_text(row),
        is_shown=False,
        recommendations=0,
        changes={},
        evidence_searched_to=row.evidence_searched_to,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
        last_reviewed_on=row.last_reviewed_on,
        review_due_on=due,
        is_review_due=row.status == VersionStatus.ACTIVE and bool(due and due <= now().date()),
        withdrawn_on=row.withdrawn_on,
        withdrawn_reason=row.withdrawn_reason,
    )


def edition_reference(row: GuidelineVersion) -> Reference:
    """The work that published the edition. Reads it."""
    work = describe_work(row.work)
    is_old = row.status == VersionStatus.SUPERSEDED and work.status == Integrity.CURRENT
    return replace(work, status=Integrity.SUPERSEDED.value) if is_old else work


def sections_of(edition: GuidelineVersion, page: int) -> tuple[RecordSection, ...]:
    """One page of its recommendations under their headings. Two queries."""
    start = (page - 1) * RECORDS_A_PAGE
    rows: Any = with_sources(edition.recommendation_versions.exclude(status=VersionStatus.DRAFT))
    ordered = rows.order_by("ordinal", "pk")[start : start + RECORDS_A_PAGE]
    return tuple(
        RecordSection(heading, tuple(map(describe, records)))
        for heading, records in groupby(ordered, key=lambda row: row.section)
    )
