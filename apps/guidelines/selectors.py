"""The store as its pages show it. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from itertools import groupby
from typing import Final

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.guidelines.citing import (
    CitedRecommendation,
    ReferenceList,
    carried_forward,
    describe,
    published_text,
    with_sources,
)
from apps.guidelines.conflicts import Settlement, conflicts_for_readers, settlements
from apps.guidelines.drugs import STATUS_NAMES, holding, since_text
from apps.guidelines.evidence import changes_of
from apps.guidelines.models import (
    Concept,
    DrugStatus,
    Guideline,
    GuidelineVersion,
    RecommendationVersion,
)
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.pages import (
    DrugNote,
    GuidelineItem,
    GuidelinePage,
    RecommendationPage,
    Standing,
    StorePage,
    TopicGroup,
    TopicLine,
    VersionView,
)
from core.errors import NotFound

# More would be an endless page on a phone.
GUIDELINES_A_PAGE: Final = 60


def store_page(page: int = 1) -> StorePage:
    """The guidelines with an active version by topic, sixty to a page. Two queries."""
    active = GuidelineVersion.objects.filter(status=VersionStatus.ACTIVE)
    topics = active.values("guideline__topic").annotate(
        guidelines=Count("pk", distinct=True),
        recommendations=Count("recommendation_versions"),
        is_demonstration=BoolOr("guideline__is_demonstration"),
    )
    rows = list(topics.order_by("guideline__topic"))
    index = _index([(row["guideline__topic"], row["guidelines"]) for row in rows])
    total = sum(line.guidelines for line in index)
    return StorePage(
        index=index,
        groups=_groups(active, index, page),
        guidelines=total,
        recommendations=sum(row["recommendations"] for row in rows),
        page=page,
        pages=max(1, -(-total // GUIDELINES_A_PAGE)),
        is_demonstration=any(row["is_demonstration"] for row in rows),
    )


def _index(topics: list[tuple[str, int]]) -> tuple[TopicLine, ...]:
    lines: list[TopicLine] = []
    before = 0
    for number, (topic, guidelines) in enumerate(topics, start=1):
        lines.append(TopicLine(topic, number, guidelines, before // GUIDELINES_A_PAGE + 1))
        before += guidelines
    return tuple(lines)


def _groups(
    active: QuerySet[GuidelineVersion], index: tuple[TopicLine, ...], page: int
) -> tuple[TopicGroup, ...]:
    """One query."""
    # Counted for this page only: to join and group a whole store takes far longer.
    size = (
        RecommendationVersion.objects.filter(guideline_version=OuterRef("pk"))
        .order_by()
        .values("guideline_version")
        .annotate(size=Count("pk"))
    )
    ordered = (
        active.select_related("guideline__body")
        .annotate(size=Coalesce(Subquery(size.values("size")), 0))
        .order_by("guideline__topic", "guideline__title", "pk")
    )
    start = (page - 1) * GUIDELINES_A_PAGE
    topics: dict[str, list[GuidelineItem]] = defaultdict(list)
    for version in ordered[start : start + GUIDELINES_A_PAGE]:
        guideline = version.guideline
        topics[guideline.topic].append(
            GuidelineItem(
                url=reverse("guideline", args=[guideline.public_id]),
                title=guideline.title,
                body=guideline.body.short_name,
                version=version.label,
                published=published_text(version),
                status=version.status,
                recommendations=version.size,
            )
        )
    lines = {line.topic: line for line in index}
    return tuple(TopicGroup(lines[topic], tuple(group)) for topic, group in topics.items())


def guideline_page(public_id: uuid.UUID) -> GuidelinePage:
    """One guideline with all its versions. Four queries. Raises `NotFound`."""
    guideline = Guideline.objects.select_related("body").filter(public_id=public_id).first()
    if guideline is None:
        raise NotFound("There is no such guideline")
    recommendations = with_sources(RecommendationVersion.objects.order_by("ordinal"))
    versions = list(
        guideline.versions.select_related("work")
        .order_by("-published_on")
        .prefetch_related(Prefetch("recommendation_versions", queryset=recommendations))
    )
    listing = ReferenceList()
    listing.cite(versions[0].recommendation_versions.all(), place="")
    return GuidelinePage(
        title=guideline.title,
        body=guideline.body.short_name,
        body_name=guideline.body.name,
        topic=guideline.topic,
        jurisdiction=", ".join(guideline.jurisdiction),
        licence=guideline.licence,
        redistribution=guideline.redistribution,
        identifiers=tuple((row["system"], row["value"]) for row in guideline.identifiers),
        is_demonstration=guideline.is_demonstration,
        reference=listing.references()[0],
        versions=tuple(
            VersionView(
                label=version.label,
                status=version.status,
                published=published_text(version),
                recommendations=tuple(map(describe, version.recommendation_versions.all())),
            )
            for version in versions
        ),
    )


def get_recommendation(public_id: uuid.UUID) -> RecommendationVersion:
    """One recommendation version with its sources. Two queries. Raises `NotFound`."""
    row = with_sources(RecommendationVersion.objects.filter(public_id=public_id)).first()
    if row is None:
        raise NotFound("There is no such recommendation")
    return row


def recommendation_page(
    public_id: uuid.UUID, *, cited_by: tuple[tuple[str, str], ...]
) -> RecommendationPage:
    """All that is recorded of one recommendation version. Raises `NotFound`.

    Six queries, nine where sources differ.

    `cited_by` (title, address) comes from the articles above the store.
    """
    row = get_recommendation(public_id)
    names = dict(
        Concept.objects.filter(key__in=[*row.interventions, *row.conditions]).values_list(
            "key", "name"
        )
    )
    title, others, settlement = _conflict_of(row)
    listing = ReferenceList()
    listing.cite([row], place="")
    edition = row.guideline_version
    return RecommendationPage(
        record=describe(row),
        guideline_title=edition.guideline.title,
        guideline_url=reverse("guideline", args=[edition.guideline.public_id]),
        version=edition.label,
        topic=edition.guideline.topic,
        student="" if row.is_withheld else row.student,
        patient="" if row.is_withheld else row.patient,
        acuity=row.acuity,
        interventions=tuple(names[key] for key in row.interventions),
        conditions=tuple(names[key] for key in row.conditions),
        remarks="" if row.is_withheld else row.remarks,
        safety=() if row.is_withheld else tuple(row.safety),
        ratings=tuple((r.axis, r.system_name, r.label) for r in row.ratings.all()),
        drug_notes=drug_notes(row.interventions),
        conflicts_with=others,
        conflict_title=title,
        settlement=settlement,
        reference=listing.references()[0],
        is_demonstration=edition.guideline.is_demonstration,
        content_sha256=row.content_sha256,
        cited_by=cited_by,
        standing=_standing(row),
    )


def _standing(row: RecommendationVersion) -> Standing:
    """One query."""
    changes = changes_of([row.pk]).get(row.pk, ())
    carried = carried_forward(row)
    replaced = [note.successor_url for note in changes if note.successor_url]
    return Standing(
        status=row.status,
        reason=row.status_reason,
        since=row.status_since,
        carried_forward_in=carried["edition"] if carried else "",
        successor_url=reverse("recommendation", args=[carried["id"]])
        if carried
        else "".join(replaced[-1:]),
        # What made its status is told with the status.
        changes=tuple(note for note in changes if note.reason != row.status_reason),
    )


def drug_notes(concept_keys: list[str]) -> tuple[DrugNote, ...]:
    """Market and label status of these drugs by jurisdiction, the latest first. One query."""
    rows = list(
        DrugStatus.objects.filter(drug__key__in=concept_keys)
        .select_related("drug", "work")
        .order_by("drug__key", "jurisdiction", "-since", "-pk")
    )
    places = groupby(rows, lambda row: (row.drug_id, row.jurisdiction))
    held = {pk for _, history in places for pk in holding(history)}
    return tuple(
        DrugNote(
            drug=row.drug.name,
            jurisdiction=row.jurisdiction,
            status=STATUS_NAMES[row.status],
            since=since_text(row),
            note=row.note,
            source_title=row.work.title,
            source_url=row.work.url,
            is_past=row.pk not in held,
        )
        for row in rows
    )


def _conflict_of(
    row: RecommendationVersion,
) -> tuple[str, tuple[CitedRecommendation, ...], Settlement | None]:
    """The first conflict that readers are told, its other sides, and how it was settled.

    Four queries at most.
    """
    found = conflicts_for_readers([row.pk])
    if not found:
        return "", (), None
    title, sides = found[0]
    others = list(
        with_sources(RecommendationVersion.objects.filter(pk__in=sides - {row.pk})).order_by("pk")
    )
    members = {row.recommendation_id, *(other.recommendation_id for other in others)}
    return title, tuple(map(describe, others)), settlements({title: members}).get(title)
