"""Market and label status of drugs by jurisdiction, and marking what recommends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from apps.guidelines.domain.values import ChangeKind, DrugState, Precision
from apps.guidelines.evidence import in_force
from apps.guidelines.models import Concept, DrugStatus, Work
from apps.guidelines.search import Vocabulary
from apps.guidelines.services.curating import check_curator, check_day, checked_text, lock
from apps.guidelines.services.record_change import Touched, record_change
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput

_DRUGS: Final = ("drug", "drug_class", "vaccine")
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
) -> DrugStatus:
    """Keep the status and mark what recommends the drug if its latest status there changed.

    A first "marketed" changes nothing; "marketed" after anything else does. Twice is once. Raises
    `NotPermitted`, `InvalidInput`, `NotFound`.
    """
    check_curator(actor)
    place = checked_text(jurisdiction, field="jurisdiction")
    if len(place) > 20:
        raise InvalidInput("A jurisdiction has at most 20 characters", pointer="/jurisdiction")
    if status not in list(DrugState):
        raise InvalidInput(f"It is one of {', '.join(DrugState)}", pointer="/status")
    if precision not in list(Precision):
        raise InvalidInput(f"It is one of {', '.join(Precision)}", pointer="/precision")
    check_day(since, field="since")
    concept: Concept = lock(Concept.objects.all(), drug.pk)
    if concept.kind not in _DRUGS:
        raise InvalidInput(f"{concept.name} is no drug", pointer="/drug")
    source: Work = lock(Work.objects.all(), work.pk)
    facts = DrugFacts(place, status, since, precision, note.strip(), source)
    kept, is_new = keep_drug_status(concept, facts, actor=actor)
    if is_new:
        record(
            "guidelines.drug_status.set",
            subject=kept,
            subject_id=concept.key,
            actor=actor,
            jurisdiction=place,
            status=status,
            since=since.isoformat(),
        )
    return kept


def keep_drug_status(drug: Concept, facts: DrugFacts, *, actor: Actor) -> tuple[DrugStatus, bool]:
    """The row, and whether it says anything new. Marks what recommends the drug."""
    known = {row.status: row for row in _statuses(drug, facts.jurisdiction)}
    row = known.get(facts.status)
    said = {
        "since": facts.since,
        "since_precision": facts.precision,
        "note": facts.note,
        "work": facts.work,
    }
    if row is not None and all(getattr(row, name) == value for name, value in said.items()):
        return row, False
    before = _latest(list(known.values()))
    kept, _ = DrugStatus.objects.update_or_create(
        drug=drug, jurisdiction=facts.jurisdiction, status=facts.status, defaults=said
    )
    after = _latest(_statuses(drug, facts.jurisdiction))
    is_first = before is None and facts.status == DrugState.MARKETED
    if after != before and not is_first:
        _mark(drug, facts, actor)
    return kept, True


def _statuses(drug: Concept, jurisdiction: str) -> list[DrugStatus]:
    return list(DrugStatus.objects.filter(drug=drug, jurisdiction=jurisdiction).order_by("pk"))


def _latest(rows: list[DrugStatus]) -> tuple[str, date] | None:
    """What holds now. Of two on one day the later written wins."""
    if not rows:
        return None
    newest = max(rows, key=lambda row: (row.since, row.pk))
    return newest.status, newest.since


def _mark(drug: Concept, facts: DrugFacts, actor: Actor) -> None:
    keys = sorted(Vocabulary().with_narrower(drug.key))
    rows = in_force().filter(interventions__overlap=keys).values_list("pk", flat=True)
    touched = [Touched(pk) for pk in rows]
    if touched:
        record_change(
            kind=ChangeKind.DRUG_STATUS,
            subject=f"{drug.name}, {facts.jurisdiction}",
            reason=f"{_SAID[DrugState(facts.status)]}. {facts.note}".strip(),
            since=facts.since,
            touched=touched,
            actor=actor,
        )
