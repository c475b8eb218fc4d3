"""The store's records as other programs read them: JSON-LD for a page, and a citation. Reads only.

Written from rows in memory: a whole package would cost a page far more than it shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.guidelines.domain.fields import write_fields
from apps.guidelines.domain.package_fields import (
    BODY_FIELDS,
    CONCEPT_FIELDS,
    GUIDELINE_FIELDS,
    VERSION_FIELDS,
    WORK_FIELDS,
)
from apps.guidelines.formats.citation import CitedSource
from apps.guidelines.formats.json_ld import guideline_json_ld, recommendation_json_ld
from apps.guidelines.models import Concept, GuidelineVersion, RecommendationVersion, Work
from apps.guidelines.written import write_recommendation
from core.clock import now

Json = dict[str, Any]


def recommendation_structured(
    row: RecommendationVersion, concepts: Iterable[Concept], address: str
) -> Json:
    """No queries: reads what history.versions_beside fetches."""
    edition = row.guideline_version
    written = write_recommendation(row, edition.status)
    works = [edition.work, *(item.work for item in row.source_citations.all())]
    return recommendation_json_ld(
        _guideline(edition, [written]),
        written,
        package=_package(edition, concepts, works),
        address=address,
    )


def guideline_structured(edition: GuidelineVersion, address: str) -> Json:
    """Two queries."""
    rows = edition.recommendation_versions.order_by("ordinal")
    named = [
        {"conditions": conditions, "interventions": interventions}
        for conditions, interventions in rows.values_list("conditions", "interventions")
    ]
    keys = {key for record in named for keys in record.values() for key in keys}
    return guideline_json_ld(
        _guideline(edition, named),
        package=_package(edition, Concept.objects.filter(key__in=keys), [edition.work]),
        address=address,
    )


def cited_source(row: RecommendationVersion, address: str) -> CitedSource:
    """What a citation of this record says today. Reads guideline_version, work and body."""
    edition = row.guideline_version
    on = edition.published_on
    known = {"year": 1, "month": 2, "day": 3}.get(edition.published_precision, 0)
    return CitedSource(
        key=f"consilium-{row.public_id}",
        authors=tuple(edition.work.authors),
        body=edition.guideline.body.name,
        title=edition.guideline.title,
        edition=edition.label,
        place=row.locator or row.number,
        published=(on.year, on.month, on.day)[:known] if on else (),
        doi=edition.work.doi,
        address=address,
        accessed=now().date(),
    )


def _guideline(edition: GuidelineVersion, recommendations: list[Json]) -> Json:
    guideline = edition.guideline
    facts = {**vars(edition), "work": edition.work.key, "supersedes": ""}
    version = write_fields(facts, VERSION_FIELDS)
    return {
        "key": guideline.key,
        "body": guideline.body.key,
        **write_fields(vars(guideline), GUIDELINE_FIELDS),
        "versions": [{**version, "recommendations": recommendations}],
    }


def _package(edition: GuidelineVersion, concepts: Iterable[Concept], works: Iterable[Work]) -> Json:
    return {
        "bodies": [write_fields(vars(edition.guideline.body), BODY_FIELDS)],
        "concepts": [write_fields(vars(concept), CONCEPT_FIELDS) for concept in concepts],
        "works": [write_fields(vars(work), WORK_FIELDS) for work in works],
    }
