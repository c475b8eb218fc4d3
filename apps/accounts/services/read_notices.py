"""Marking notices as read; choosing whether they are mailed too."""

from __future__ import annotations

from apps.accounts.models import Membership, Notice
from core.actors import Actor
from core.clock import now
from core.errors import NotPermitted
from core.tenancy.scope import current_tenant_id


def read_notices(*, actor: Actor, below: str = "/") -> None:
    """Mark the person's notices read whose address begins with `below`. One query."""
    _check(actor)
    Notice.objects.filter(recipient=actor.id, read_at=None, url__startswith=below).update(
        read_at=now()
    )


def choose_mail(*, gets_mail: bool, actor: Actor) -> None:
    """Letters of this organisation alone: other organisations have a choice of their own."""
    _check(actor)
    rows = Membership.objects.filter(tenant_id=current_tenant_id(), user=actor.id)
    rows.update(gets_mail=gets_mail)


def _check(actor: Actor) -> None:
    if not actor.is_person:
        raise NotPermitted("Notices are for members of the organisation")
