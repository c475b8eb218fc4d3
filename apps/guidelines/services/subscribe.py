"""Subscribing to a library and leaving it; what was taken over stays."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from apps.guidelines.libraries import visible_libraries
from apps.guidelines.models import Library, Subscription
from apps.guidelines.policies import can_curate
from core.actors import Actor
from core.audit.record import record
from core.clock import now
from core.errors import NotFound, NotPermitted, WrongState
from core.tenancy.scope import current_tenant_id


@transaction.atomic
def subscribe(*, library: Library, actor: Actor) -> Subscription:
    """Nothing is taken over yet. Twice is once; one that was ended goes on.

    Raises `NotPermitted`, `NotFound` for a closed library, and `WrongState` for one's own.
    """
    _check_right(actor)
    if not visible_libraries().filter(pk=library.pk).exists():
        raise NotFound("There is no such library")
    if library.owner_id == current_tenant_id():
        raise WrongState("This library is your own; its guidelines are in your store")
    row, is_new = Subscription.objects.get_or_create(library=library)
    ended = Subscription.objects.filter(pk=row.pk, ended_at__isnull=False)
    if is_new or ended.update(ended_at=None):
        row.ended_at = None
        _count(row, 1)
        record(
            "guidelines.library.subscribed",
            subject=row,
            subject_id=str(row.public_id),
            actor=actor,
            library=library.title,
        )
    return row


@transaction.atomic
def end_subscription(*, subscription: Subscription, actor: Actor) -> Subscription:
    """The copies stay as they are, and may be changed by imports from now on. Twice is once.

    Raises `NotPermitted`.
    """
    _check_right(actor)
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.ended_at is None:
        row.ended_at = now()
        row.save()
        _count(row, -1)
        record(
            "guidelines.library.left",
            subject=row,
            subject_id=str(row.public_id),
            actor=actor,
            release=row.release_number,
        )
    return row


def _count(row: Subscription, by: int) -> None:
    Library.objects.filter(pk=row.library_id).update(subscribers=F("subscribers") + by)


def _check_right(actor: Actor) -> None:
    if not can_curate(actor):
        raise NotPermitted("Only curators subscribe to libraries")
