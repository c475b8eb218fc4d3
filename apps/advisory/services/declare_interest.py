"""A member declares an interest or that there is none. Withdrawn, never deleted or changed."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import transaction

from apps.accounts.models import Membership
from apps.advisory.interests import active_interests, get_intervention
from apps.advisory.models import Interest, InterestKind
from apps.advisory.policies import can_declare
from core.actors import Actor
from core.audit.record import record
from core.clock import now, today
from core.errors import NotPermitted, WrongState
from core.tenancy.scope import current_tenant_id


class InterestFacts(TypedDict):
    intervention: str
    kind: str
    is_direct: bool
    public_text: str
    private_text: str
    from_on: date
    until_on: date | None


def nothing_in(intervention: str) -> InterestFacts:
    """That there is nothing to declare in this, or in anything at all for ""."""
    return InterestFacts(
        intervention=intervention,
        kind=InterestKind.NONE,
        is_direct=False,
        public_text="",
        private_text="",
        from_on=today(),
        until_on=None,
    )


@transaction.atomic
def declare_interest(*, facts: InterestFacts, actor: Actor) -> Interest:
    """Put one on the register; the same twice on one day is once.

    It takes the place of "nothing to declare" in the same thing. Locks the person's membership.
    Raises `NotPermitted` for others than the board, `NotFound` for what is no intervention of the
    store, and `WrongState` for "nothing" where there is something.
    """
    _lock(actor)
    mine = active_interests().filter(user=actor.id)
    known = mine.filter(**facts, declared_at__date=today()).first()
    if known is not None:
        return known
    about = [facts["intervention"], ""] if facts["intervention"] else [""]
    if facts["kind"] == InterestKind.NONE:
        something = mine.exclude(kind=InterestKind.NONE)
        same = facts["intervention"]
        if (something.filter(intervention=same) if same else something).exists():
            raise WrongState("You have declared an interest in this; withdraw it first")
        about = about[:1]
    for contradicted in mine.filter(kind=InterestKind.NONE, intervention__in=about):
        _withdraw(contradicted, actor)
    key = facts["intervention"]
    return _add(facts, get_intervention(key).name if key else "", actor)


@transaction.atomic
def change_interest(*, interest: Interest, facts: InterestFacts, actor: Actor) -> Interest:
    """Withdraw it and declare it anew, in the same intervention. What stays changes nothing.

    Raises `NotPermitted` for others than whose it is, and `WrongState` once it is withdrawn.
    """
    row = _locked(interest, actor)
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    _withdraw(row, actor)
    return _add(facts, row.intervention_name, actor)


@transaction.atomic
def withdraw_interest(*, interest: Interest, actor: Actor) -> None:
    """From now on it no longer counts; the register goes on showing it. Twice is once.

    Raises `NotPermitted` for others than whose it is.
    """
    _lock(actor)
    row = Interest.objects.get(pk=interest.pk)
    if row.user_id != actor.id:
        raise NotPermitted("Only the person who declared an interest withdraws it")
    if row.withdrawn_at is None:
        _withdraw(row, actor)


@transaction.atomic
def confirm_interests(*, actor: Actor) -> int:
    """Everything is as it was declared: declare it anew with today's date; the number of them.

    What was declared today stays. Raises `NotPermitted`, and `WrongState` where there is nothing
    to confirm.
    """
    _lock(actor)
    mine = list(active_interests().filter(user=actor.id).order_by("pk"))
    if not mine:
        raise WrongState("You have declared nothing that could be confirmed")
    old = [row for row in mine if row.declared_at.date() < today()]
    for row in old:
        _withdraw(row, actor)
        _add(_facts(row), row.intervention_name, actor)
    return len(mine)


def _lock(actor: Actor) -> None:
    if not can_declare(actor):
        raise NotPermitted("Only members of the advisory board declare interests here")
    Membership.objects.select_for_update(no_key=True).get(
        tenant=current_tenant_id(), user=actor.get_id()
    )


def _locked(interest: Interest, actor: Actor) -> Interest:
    _lock(actor)
    row = Interest.objects.get(pk=interest.pk)
    if row.user_id != actor.id:
        raise NotPermitted("Only the person who declared an interest changes it")
    if row.withdrawn_at is not None:
        raise WrongState("This was withdrawn or changed meanwhile; look at the list again")
    return row


def _add(facts: InterestFacts, name: str, actor: Actor) -> Interest:
    row = Interest.objects.create(user_id=actor.get_id(), intervention_name=name, **facts)
    record(
        "advisory.interest.declared",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        intervention=row.intervention,
        kind=row.kind,
        is_direct=row.is_direct,
    )
    return row


def _withdraw(row: Interest, actor: Actor) -> None:
    row.withdrawn_at = now()
    row.save(update_fields=["withdrawn_at"])
    record(
        "advisory.interest.withdrawn",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        intervention=row.intervention,
        kind=row.kind,
        is_direct=row.is_direct,
    )


def _facts(row: Interest) -> InterestFacts:
    return InterestFacts(
        intervention=row.intervention,
        kind=row.kind,
        is_direct=row.is_direct,
        public_text=row.public_text,
        private_text=row.private_text,
        from_on=row.from_on,
        until_on=row.until_on,
    )
