"""Market and label status of drugs by jurisdiction, and marking what recommends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from apps.guidelines.domain.values import ChangeKind, DrugState, Precision
from apps.guidelines.drugs import DRUG_KINDS, recommending
from apps.guidelines.models import Concept, DrugStatus, EvidenceChange, Work
from apps.guidelines.services.curating import check_curator, check_day, checked_text, lock
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput

_SAID: Final = {
    DrugState.MARKETED: "It is on the market",
    DrugState.RESTRICTED: "Its use is restricted",
    DrugState.MARKETING_ENDED: "It is no longer marketed",
    DrugState.FORM_WITHDRAWN: "A form of it was withdrawn",
}


@dataclass(frozen=True, slots=True)
class DrugFacts:
    """`since` is as exact as `precision` says; `work` is where it stands."""

    jurisdiction: str
    status: str
    since: date
    precision: str
    note: str
    work: Work


@dataclass(frozen=True, slots=True)
class Kept:
    """`change` is what it means for the recommendations, if it is news for any."""

    entry: DrugStatus
    is_new: bool
    change: EvidenceChange | None = None


@transaction.atomic
def set_drug_status(
    *,
    drug: Concept,
    jurisdiction: str,
    status: str,
    since: date,
    precision: str,
    note: str,
    work: Work,
    actor: Actor,
    corrects: DrugStatus | None = None,
) -> Kept:
    """Add to the drug's history, or correct an entry of it, and mark what recommends the drug.

    News is what changes the latest entry of a jurisdiction: a first "marketed" is none, and a
    correction only where it is another status then. Twice is once. Raises `NotPermitted`,
    `InvalidInput`, `NotFound`.
    """
    check_curator(actor)
    place = checked_text(jurisdiction, field="jurisdiction")
    said = checked_text(note, field="note")
    _check_words(place, status, precision)
    check_day(since, field="since")
    concept: Concept = lock(Concept.objects.all(), drug.pk)
    if concept.kind not in DRUG_KINDS:
        raise InvalidInput(f"{concept.name} is no drug", pointer="/drug")
    source: Work = lock(Work.objects.all(), work.pk)
    facts = DrugFacts(place, status, since, precision, said, source)
    entry = corrects and _check_correction(concept, facts, corrects)
    before = {"corrects": f"{entry.status}, {entry.since}"} if entry else {}
    kept = keep_drug_status(concept, facts, corrects=entry, actor=actor)
    if kept.is_new:
        record(
            "guidelines.drug_status.set",
            subject=kept.entry,
            subject_id=concept.key,
            actor=actor,
            jurisdiction=place,
            status=status,
            since=since.isoformat(),
            **before,
        )
    return kept


def _check_words(place: str, status: str, precision: str) -> None:
    if len(place) > 20:
        raise InvalidInput("A jurisdiction has at most 20 characters", pointer="/jurisdiction")
    if status not in list(DrugState):
        raise InvalidInput(f"It is one of {', '.join(DrugState)}", pointer="/status")
    if precision not in list(Precision):
        raise InvalidInput(f"It is one of {', '.join(Precision)}", pointer="/precision")


def _check_correction(drug: Concept, facts: DrugFacts, corrects: DrugStatus) -> DrugStatus:
    """The entry as it is now. Two queries."""
    entry: DrugStatus = lock(DrugStatus.objects.filter(drug=drug), corrects.pk)
    if entry.jurisdiction != facts.jurisdiction:
        raise InvalidInput(
            f"The entry that it corrects is of {entry.jurisdiction}", pointer="/jurisdiction"
        )
    same = DrugStatus.objects.filter(
        drug=drug, jurisdiction=entry.jurisdiction, status=facts.status, since=facts.since
    )
    if same.exclude(pk=entry.pk).exists():
        raise InvalidInput("There is an entry of this status and day", pointer="/since")
    return entry


def keep_drug_status(
    drug: Concept, facts: DrugFacts, *, actor: Actor, corrects: DrugStatus | None = None
) -> Kept:
    """Write the entry if it says anything new, and mark what recommends the drug if it is news."""
    history = _history(drug, facts.jurisdiction)
    named = (row for row in history if (row.status, row.since) == (facts.status, facts.since))
    entry = corrects or next(named, None)
    if entry is None:
        entry = DrugStatus(drug=drug, jurisdiction=facts.jurisdiction)
    said = {
        "status": facts.status,
        "since": facts.since,
        "since_precision": facts.precision,
        "note": facts.note,
        "work": facts.work,
    }
    if entry.pk and all(getattr(entry, name) == value for name, value in said.items()):
        return Kept(entry, is_new=False)
    before = max(history, key=_when, default=None)
    was = (before.status, before.since) if before else None
    for name, value in said.items():
        setattr(entry, name, value)
    entry.save()
    latest = max(_history(drug, facts.jurisdiction), key=_when)
    is_news = _is_news(was, (latest.status, latest.since), is_correction=corrects is not None)
    return Kept(entry, is_new=True, change=_mark(latest, actor) if is_news else None)


def _history(drug: Concept, jurisdiction: str) -> list[DrugStatus]:
    rows = DrugStatus.objects.filter(drug=drug, jurisdiction=jurisdiction)
    return list(rows.select_related("drug"))


def _when(row: DrugStatus) -> tuple[date, int]:
    """What holds now is last. Of two on one day the later written wins."""
    return row.since, row.pk


def _is_news(was: tuple[str, date] | None, holds: tuple[str, date], *, is_correction: bool) -> bool:
    if was is None:
        return holds[0] != DrugState.MARKETED
    return was[0] != holds[0] if is_correction else was != holds


def _mark(latest: DrugStatus, actor: Actor) -> EvidenceChange | None:
    touched = [Touched(pk) for pk in recommending(latest.drug).values_list("pk", flat=True)]
    if not touched:
        return None
    return record_change(
        kind=ChangeKind.DRUG_STATUS,
        subject=f"{latest.drug.name}, {latest.jurisdiction}",
        reason=f"{_SAID[DrugState(latest.status)]}. {latest.note}".strip(),
        since=latest.since,
        touched=touched,
        actor=actor,
    )
