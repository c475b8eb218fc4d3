"""Recording that the evidence changed: everything that rests on it is found and marked at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from apps.guidelines.domain.values import ChangeKind
from apps.guidelines.evidence import hold
from apps.guidelines.models import ChangedRecommendation, EvidenceChange
from apps.guidelines.resting import with_same_words
from core.actors import Actor
from core.audit.record import record
from core.events import emit


@dataclass(frozen=True, slots=True)
class Touched:
    """A recommendation version by id, and the recommendation that stands in its place now."""

    version_id: int
    successor_id: int | None = None


@transaction.atomic
def record_change(
    *,
    kind: ChangeKind,
    subject: str,
    reason: str,
    since: date,
    touched: Iterable[Touched],
    actor: Actor,
    by_source: bool = False,
) -> EvidenceChange:
    """Keep the change, mark what rests on it, audit it, tell it.

    Older editions of the same words are touched with what carried them forward. Statements,
    answers and tasks are marked by the apps above, in this transaction, each by one statement
    whatever their number (`settings.EVIDENCE_DEPENDENTS`).
    """
    change = EvidenceChange.objects.create(
        kind=kind,
        subject=subject,
        reason=reason,
        since=since,
        by_source=by_source,
        actor_name=actor.name,
    )
    rows = ChangedRecommendation.objects.bulk_create(
        ChangedRecommendation(
            change=change, recommendation_version_id=row.version_id, successor_id=row.successor_id
        )
        for row in _with_older_editions({row.version_id: row for row in touched})
    )
    marked = _mark_dependents(change)
    facts = {"kind": str(kind), "since": since.isoformat(), "touched": len(rows), **marked}
    record(
        "guidelines.evidence.changed",
        subject=change,
        subject_id=str(change.public_id),
        actor=actor,
        subject_text=subject,
        reason=reason,
        **facts,
    )
    emit(
        "guidelines.evidence.changed", subject=change, subject_id=str(change.public_id), data=facts
    )
    return change


def _mark_dependents(change: EvidenceChange) -> dict[str, int]:
    """How many of each the apps above marked."""
    return {
        path.rpartition(".")[2]: import_string(path)(change)
        for path in settings.EVIDENCE_DEPENDENTS
    }


def _with_older_editions(touched: dict[int, Touched]) -> list[Touched]:
    """These and the superseded versions that say the same: who cites those relied on these."""
    named = {(recommendation, sha256): touched[pk] for pk, recommendation, sha256 in hold(touched)}
    older = with_same_words(touched).exclude(pk__in=touched)
    found = [
        Touched(pk, named[recommendation, sha256].successor_id)
        for pk, recommendation, sha256 in older.values_list(
            "pk", "recommendation_id", "content_sha256"
        )
    ]
    return [*touched.values(), *found]
