"""Every version of a recommendation over the editions of its guideline. Reads only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse

from apps.guidelines.citing import published_text, with_sources
from apps.guidelines.domain.adapting import flatten
from apps.guidelines.domain.versions_compared import Difference, compare_versions
from apps.guidelines.domain.word_difference import Run, word_difference
from apps.guidelines.formats.withheld import without_withheld
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.written import PARTS, write_recommendation
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A field that says something else: word by word in `runs`, or as a whole."""

    label: str
    runs: tuple[Run, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. `differences` are those to the version before it, which a first one lacks.

    `is_reworded`: its words changed, and the licence forbids to show how.
    """

    url: str
    edition: str
    published: str
    status: str
    is_here: bool
    is_first: bool
    is_reworded: bool
    differences: tuple[ShownDifference, ...]


def versions_beside(public_id: uuid.UUID) -> list[RecommendationVersion]:
    """All versions of the recommendation that has this one, oldest first, with their parts.

    Eight queries for any number. Raises `NotFound`.
    """
    same = RecommendationVersion.objects.filter(public_id=public_id).values("recommendation")
    rows = RecommendationVersion.objects.filter(recommendation__in=same).exclude(
        status=VersionStatus.DRAFT
    )
    by_date = F("guideline_version__published_on").asc(nulls_first=True)
    found = list(with_sources(rows).prefetch_related(*PARTS).order_by(by_date, "pk"))
    if all(row.public_id != public_id for row in found):
        raise NotFound("There is no such recommendation")
    return found


def history_of(
    rows: list[RecommendationVersion], here: uuid.UUID, names: dict[str, str]
) -> tuple[VersionLine, ...]:
    """Newest first, each with what differs from the one before. `names` by concept key."""
    lines = []
    for place, row in enumerate(rows):
        older = rows[place - 1] if place else None
        lines.append(
            VersionLine(
                url=reverse("recommendation", args=[row.public_id]),
                edition=row.guideline_version.label,
                published=published_text(row.guideline_version),
                status=row.status,
                is_here=row.public_id == here,
                is_first=older is None,
                is_reworded=bool(older) and _is_reworded(older, row),
                differences=_differences(older, row, names) if older else (),
            )
        )
    return tuple(reversed(lines))


def _is_reworded(older: Any, row: RecommendationVersion) -> bool:
    return (older.is_withheld or row.is_withheld) and older.clinician != row.clinician


def _differences(
    older: RecommendationVersion, row: RecommendationVersion, names: dict[str, str]
) -> tuple[ShownDifference, ...]:
    found = compare_versions(_values(older, names), _values(row, names))
    # Where one side's words are withheld there is nothing to compare them with.
    hides_words = older.is_withheld or row.is_withheld
    return tuple(_shown(item) for item in found if not (hides_words and item.is_text))


def _shown(item: Difference) -> ShownDifference:
    runs = word_difference(item.before, item.after) if item.is_text else ()
    return ShownDifference(item.label, runs, item.before, item.after)


def _values(row: RecommendationVersion, names: dict[str, str]) -> dict[str, Any]:
    """The row as its package has it, without withheld words, and with names in place of keys."""
    written = write_recommendation(row, row.status)
    redistribution = row.guideline_version.guideline.redistribution
    package = {
        "guidelines": [
            {"redistribution": redistribution, "versions": [{"recommendations": [written]}]}
        ]
    }
    (guideline,) = without_withheld(package)["guidelines"]
    values = flatten(guideline["versions"][0]["recommendations"][0])
    for column in ("conditions", "interventions", "comparators", "for_those_who_cannot_take"):
        if column in values:
            values[column] = [names.get(key, key) for key in values[column]]
    titles = {item.work.key: item.work.title for item in row.source_citations.all()}
    cited = [{**item, "work": titles[item["work"]]} for item in values.get("citations", [])]
    return values | ({"citations": cited} if cited else {})
