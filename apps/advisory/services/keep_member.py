"""An admin writes down who a board member is; an admin or chair confirms the credentials."""

from __future__ import annotations

from datetime import date
from typing import Final, TypedDict

from django.db import transaction

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, User
from apps.advisory.members import is_chair
from apps.advisory.models import Member
from apps.advisory.policies import can_check_credentials, can_set_board
from core.actors import Actor
from core.audit.record import record
from core.clock import today
from core.errors import InvalidInput, LostRace, NotPermitted, WrongState
from core.tenancy.scope import current_tenant_id

# What somebody vouches for who checks the credentials.
CHECKED: Final = ("credentials", "profession")


class MemberFacts(TypedDict):
    specialty: str
    profession: str
    credentials: str
    orcid: str
    biography: str
    is_chair: bool
    term_from: date
    term_until: date | None


@transaction.atomic
def add_member(*, user: User, facts: MemberFacts, actor: Actor) -> Member:
    """Take somebody with the role onto the board's page. The same person twice is once.

    Raises `NotPermitted`, and `InvalidInput` for somebody without the role.
    """
    if not can_set_board(actor):
        raise NotPermitted("The organisation's settings are for its admins")
    belongs = Membership.objects.filter(tenant_id=current_tenant_id(), user=user)
    if not belongs.filter(roles__contains=[Role.BOARD_MEMBER]).exists():
        raise InvalidInput("Only somebody with the board's role can be added", pointer="/user")
    row, is_new = Member.objects.get_or_create(user=user, defaults=dict(facts))
    if is_new:
        record(
            "advisory.member.added",
            subject=row,
            subject_id=str(row.public_id),
            actor=actor,
            **_audited(facts),
        )
    return row


@transaction.atomic
def change_member(*, member: Member, facts: MemberFacts, actor: Actor) -> Member:
    """Change what is known of them; other credentials or another profession void the check.

    What stays as it was adds no audit entry. Raises `NotPermitted`.
    """
    if not can_set_board(actor):
        raise NotPermitted("The organisation's settings are for its admins")
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    is_voided = row.credentials_checked_on is not None and not changed.keys().isdisjoint(CHECKED)
    if is_voided:
        row.credentials_checked_by = row.credentials_checked_on = None
        row.credentials_checked_by_name = ""
    row.save()
    record(
        "advisory.member.changed",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        changed=sorted(changed),
        check_voided=is_voided,
        **_audited(facts),
    )
    return row


@transaction.atomic
def check_credentials(*, member: Member, seen: str, actor: Actor) -> Member:
    """Vouch for the credentials that were `seen`. The same on one day is once.

    Raises `NotPermitted` for the member and for others than admins and chairs, `WrongState` where
    there is nothing to check, and `LostRace` when the credentials changed meanwhile.
    """
    if not can_check_credentials(actor, user_id=member.user_id, is_chair=is_chair(actor)):
        raise NotPermitted("An admin or a chair of the board checks credentials, of somebody else")
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not row.credentials:
        raise WrongState("No credentials are written down yet")
    if row.credentials != seen:
        raise LostRace("The credentials changed meanwhile; read them again")
    if (row.credentials_checked_by_id, row.credentials_checked_on) == (actor.id, today()):
        return row
    row.credentials_checked_by_id = actor.get_id()
    row.credentials_checked_by_name = actor.name
    row.credentials_checked_on = today()
    row.save()
    record(
        "advisory.member.credentials_checked",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        credentials=row.credentials,
        profession=row.profession,
    )
    return row


def _audited(facts: MemberFacts) -> dict[str, object]:
    """What counts for a vote, as it is now."""
    return {
        "specialty": facts["specialty"],
        "profession": facts["profession"],
        "is_chair": facts["is_chair"],
        "term": [facts["term_from"].isoformat(), str(facts["term_until"] or "")],
    }
