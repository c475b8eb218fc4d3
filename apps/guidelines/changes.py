"""What changed in the evidence of late, and what rests on it. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.module_loading import import_string

from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.evidence import CHANGE_NAMES
from apps.guidelines.models import ChangedRecommendation, EvidenceChange
from apps.guidelines.paging import Place, take_page
from core.clock import now

LATELY: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TouchedGuideline:
    title: str
    url: str
    records: int


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One change. `statements` and `answers` carry its mark; `tasks` wait for the board."""

    kind: str
    kind_name: str
    subject: str
    reason: str
    since: date
    recorded_at: datetime
    actor: str
    guidelines: tuple[TouchedGuideline, ...]
    statements: int
    answers: int
    tasks: int


@dataclass(frozen=True, slots=True)
class ChangeList:
    items: tuple[ChangeItem, ...]
    place: Place


def changes_page(page: int = 1) -> ChangeList:
    """Recorded in the last ninety days, newest first.

    Three queries, and one of each app above that marks what rests on them
    (`settings.EVIDENCE_MARKED`).
    """
    recorded = EvidenceChange.objects.filter(created_at__gte=now() - LATELY)
    rows, place = take_page(recorded.order_by("-created_at", "-pk"), page)
    ids = [row.pk for row in rows]
    guidelines = _touched_guidelines(ids)
    marked = {name: import_string(path)(ids) for name, path in settings.EVIDENCE_MARKED.items()}
    return ChangeList(
        items=tuple(
            ChangeItem(
                kind=row.kind,
                kind_name=CHANGE_NAMES[ChangeKind(row.kind)],
                subject=row.subject,
                reason=row.reason,
                since=row.since,
                recorded_at=row.created_at,
                actor=row.actor_name,
                guidelines=tuple(guidelines[row.pk]),
                **{name: counts.get(row.pk, 0) for name, counts in marked.items()},
            )
            for row in rows
        ),
        place=place,
    )


def _touched_guidelines(changes: Collection[int]) -> dict[int, list[TouchedGuideline]]:
    place = "recommendation_version__guideline_version__guideline"
    rows = (
        ChangedRecommendation.objects.filter(change__in=changes)
        .values_list("change", f"{place}__title", f"{place}__public_id")
        .annotate(Count("pk"))
        .order_by("change", f"{place}__title")
    )
    found: dict[int, list[TouchedGuideline]] = defaultdict(list)
    for change, title, public_id, records in rows:
        url = reverse("guideline", args=[public_id])
        found[change].append(TouchedGuideline(title, url, records))
    return found
