"""What has become of recommendations: what is in force, what touched them, what stands instead."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.guidelines.domain.values import ChangeKind, CitationRole, LinkKind
from apps.guidelines.models import ChangedRecommendation, RecommendationVersion, Work
from apps.guidelines.models.guideline import VersionStatus

CHANGE_NAMES: Final = {
    ChangeKind.SUPERSEDED: "Superseded",
    ChangeKind.WITHDRAWN: "Withdrawn",
    ChangeKind.REINSTATED: "Reinstated",
    ChangeKind.NOT_CARRIED_FORWARD: "Not carried forward",
    ChangeKind.RETRACTED: "Retracted",
    ChangeKind.CORRECTED: "Corrected",
    ChangeKind.CONCERN: "Expression of concern",
    ChangeKind.DRUG_STATUS: "Drug status",
}


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """One change that touched one recommendation version.

    `since` is the day from which it holds, `recorded_at` when the store learnt of it.
    `successor_url` leads to what stands in its place, or is empty. `checked_on` is the day on which
    somebody found that what rests on the record still holds, for whoever shows such a thing.
    """

    change_id: int
    public_id: str
    kind: str
    kind_name: str
    subject: str
    reason: str
    since: date
    recorded_at: datetime
    successor_url: str
    checked_on: date | None = None

    @property
    def why(self) -> str:
        """What happened and for what reason, as sentences for readers."""
        return say_change(self.kind, self.subject, self.reason)


def say_change(kind: str, subject: str, reason: str) -> str:
    """A change in two sentences: Withdrawn: Bone drugs (2023). Its harms outweigh its benefits."""
    said = (f"{CHANGE_NAMES[ChangeKind(kind)]}: {subject}", reason)
    return " ".join(text if text[-1:] in ".?!" else f"{text}." for text in said)


def name_of(row: RecommendationVersion) -> str:
    """A record by its edition and its place there, never by words that may not be shown."""
    return f"{row.guideline_version}, {row.locator or row.number or row.recommendation.key}"


def in_force() -> QuerySet[RecommendationVersion]:
    """Active versions, and older ones that the active edition carries forward word for word."""
    return RecommendationVersion.objects.filter(
        Q(status=VersionStatus.ACTIVE)
        | Q(status=VersionStatus.SUPERSEDED) & Exists(same_words_in_force())
    )


def same_words_in_force() -> QuerySet[RecommendationVersion]:
    """For a subquery: the active version of the same recommendation with the same content."""
    return RecommendationVersion.objects.filter(
        recommendation=OuterRef("recommendation"),
        content_sha256=OuterRef("content_sha256"),
        status=VersionStatus.ACTIVE,
    )


def resting_on_work(work: Work) -> QuerySet[RecommendationVersion]:
    """What is in force and was published by this work, or leans on it."""
    leans = RecommendationVersion.objects.filter(
        pk=OuterRef("pk"),
        source_citations__work=work.pk,
        source_citations__role__in=[CitationRole.SOURCE_DOCUMENT, CitationRole.SUPPORTS],
    )
    return in_force().filter(Q(guideline_version__work=work.pk) | Exists(leans))


def hold(version_ids: Iterable[int]) -> list[tuple[int, int, str]]:
    """Keep these records as they are until this transaction ends. One query.

    Whoever writes down what rests on a record holds it first, and so does whoever changes it: one
    waits for the other, and nothing slips between the mark and what should be marked. Held in the
    order of their ids, so that nobody waits in a circle. Gives (id, recommendation, content hash).
    """
    rows = RecommendationVersion.objects.filter(pk__in=set(version_ids)).order_by("pk")
    return list(
        rows.select_for_update(no_key=True).values_list("pk", "recommendation_id", "content_sha256")
    )


def changes_of(version_ids: Iterable[int]) -> dict[int, tuple[ChangeNote, ...]]:
    """What touched these recommendation versions, oldest first. One query."""
    rows = (
        ChangedRecommendation.objects.filter(recommendation_version__in=set(version_ids))
        .select_related("change")
        .annotate(
            successor_id_now=Coalesce(
                _newest(recommendation=OuterRef("successor")),
                _newest(
                    recommendation__links__kind=LinkKind.SUPERSEDES,
                    recommendation__links__end=OuterRef("recommendation_version__recommendation"),
                ),
            )
        )
        .order_by("change__since", "change_id")
    )
    notes: dict[int, list[ChangeNote]] = defaultdict(list)
    for row in rows:
        notes[row.recommendation_version_id].append(_note(row, row.successor_id_now))
    return {version_id: tuple(found) for version_id, found in notes.items()}


def distinct(notes: Iterable[ChangeNote]) -> tuple[ChangeNote, ...]:
    """Each change once, oldest first; of two notes the one that names a successor."""
    found: dict[int, ChangeNote] = {}
    for note in notes:
        if note.change_id not in found or not found[note.change_id].successor_url:
            found[note.change_id] = note
    return tuple(sorted(found.values(), key=lambda note: (note.since, note.change_id)))


def _newest(**place: Any) -> Subquery:
    """The public id of the active version there, else of the last one."""
    is_active = Case(When(status=VersionStatus.ACTIVE, then=1), default=0)
    rows = RecommendationVersion.objects.filter(**place).exclude(status=VersionStatus.DRAFT)
    return Subquery(rows.order_by(is_active.desc(), F("pk").desc()).values("public_id")[:1])


def _note(row: ChangedRecommendation, successor: uuid.UUID | None) -> ChangeNote:
    change = row.change
    return ChangeNote(
        change_id=change.pk,
        public_id=str(change.public_id),
        kind=change.kind,
        kind_name=CHANGE_NAMES[ChangeKind(change.kind)],
        subject=change.subject,
        reason=change.reason,
        since=change.since,
        recorded_at=change.created_at,
        successor_url=reverse("recommendation", args=[successor]) if successor else "",
    )
