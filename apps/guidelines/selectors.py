"""The store as its pages show it. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from itertools import groupby
from typing import Final

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.guidelines.citing import carried_forward, describe, published_text, with_sources
from apps.guidelines.details import concept_keys, details_of
from apps.guidelines.drugs import STATUS_NAMES, holding, since_text
from apps.guidelines.editions import (
    RECORDS_A_PAGE,
    choose_edition,
    edition_line,
    edition_lines,
    edition_reference,
    editions_of,
    sections_of,
)
from apps.guidelines.evidence import changes_of
from apps.guidelines.formats.citation_vancouver import write_vancouver
from apps.guidelines.history import history_of, versions_beside
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
    Rests,
    Standing,
    StorePage,
    TopicGroup,
    TopicLine,
)
from apps.guidelines.relations import conflicts_of, relations_of
from apps.guidelines.structured import (
    cited_source,
    guideline_structured,
    recommendation_structured,
)
from core.errors import NotFound

# More would be an endless page on a phone.
GUIDELINES_A_PAGE: Final = 60


def store_page(page: int = 1) -> StorePage:
    """The guidelines with an active version by topic, sixty to a page. Three queries."""
    active = GuidelineVersion.objects.filter(status=VersionStatus.ACTIVE)
    topics = active.values("guideline__topic").annotate(
        guidelines=Count("*"), is_demonstration=BoolOr("guideline__is_demonstration")
    )
    rows = list(topics.order_by("guideline__topic"))
    index = _index([(row["guideline__topic"], row["guidelines"]) for row in rows])
    total = sum(line.guidelines for line in index)
    return StorePage(
        index=index,
        groups=_groups(active, index, page),
        guidelines=total,
        recommendations=RecommendationVersion.objects.filter(status=VersionStatus.ACTIVE).count(),
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


def guideline_page(
    public_id: uuid.UUID, *, address: str, edition: str = "", page: int = 1
) -> GuidelinePage:
    """One guideline and a page of one edition, by default the active one, else the last.

    Seven queries, eight where it names concepts. `address` is its public page. Raises `NotFound`.
    """
    guideline = Guideline.objects.select_related("body").filter(public_id=public_id).first()
    if guideline is None:
        raise NotFound("There is no such guideline")
    editions = editions_of(guideline)
    version = choose_edition(editions, edition)
    lines = edition_lines(guideline, editions, version)
    shown = next(line for line in lines if line.is_shown)
    pages = max(1, -(-shown.recommendations // RECORDS_A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound("There is no such page of this guideline")
    return GuidelinePage(
        title=guideline.title,
        body=guideline.body.short_name,
        body_name=guideline.body.name,
        topic=guideline.topic,
        scope=guideline.scope,
        jurisdiction=", ".join(guideline.jurisdiction),
        language=guideline.language,
        url=guideline.url,
        rights_holder=guideline.rights_holder,
        licence=guideline.licence,
        redistribution=guideline.redistribution,
        is_living=guideline.is_living,
        review_interval_months=guideline.review_interval_months,
        identifiers=tuple((row["system"], row["value"]) for row in guideline.identifiers),
        is_demonstration=guideline.is_demonstration,
        reference=edition_reference(version),
        editions=lines,
        shown=shown,
        sections=sections_of(version, page),
        page=page,
        pages=pages,
        json_ld=guideline_structured(version, address),
    )


def get_recommendation(public_id: uuid.UUID) -> RecommendationVersion:
    """One recommendation version with its sources. Two queries. Raises `NotFound`."""
    row = with_sources(RecommendationVersion.objects.filter(public_id=public_id)).first()
    if row is None:
        raise NotFound("There is no such recommendation")
    return row


def recommendation_page(
    public_id: uuid.UUID, *, address: str, rests: Rests | None = None
) -> RecommendationPage:
    """All that is recorded of one record. Twenty-one queries at most. Raises `NotFound`.

    `address` is its permanent page; what `rests` on it comes from the layers above the store.
    """
    versions = versions_beside(public_id)
    row = next(version for version in versions if version.public_id == public_id)
    concepts = {one.key: one for one in Concept.objects.filter(key__in=concept_keys(versions))}
    names = {key: concept.name for key, concept in concepts.items()}
    edition = row.guideline_version
    guideline = edition.guideline
    return RecommendationPage(
        record=describe(row),
        guideline_title=guideline.title,
        guideline_url=reverse("guideline", args=[guideline.public_id]),
        edition=edition_line(edition),
        topic=guideline.topic,
        student="" if row.is_withheld else row.student,
        patient="" if row.is_withheld else row.patient,
        acuity=row.acuity,
        details=details_of(row, names),
        ratings=tuple((r.axis, r.system_name, r.printed or r.label) for r in row.ratings.all()),
        licence=guideline.licence,
        redistribution=guideline.redistribution,
        is_withheld=row.is_withheld,
        drug_notes=drug_notes(row.interventions),
        conflicts=conflicts_of(row),
        relations=relations_of(row.recommendation_id),
        history=history_of(versions, public_id, names),
        reference=edition_reference(edition),
        is_demonstration=guideline.is_demonstration,
        content_sha256=row.content_sha256,
        rests=rests or Rests(),
        standing=_standing(row),
        citation=write_vancouver(cited_source(row, address)),
        json_ld=recommendation_structured(row, concepts.values(), address),
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
