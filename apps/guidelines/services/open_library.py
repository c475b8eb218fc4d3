"""Opening a library to others and closing it again."""

from __future__ import annotations

from django.db import transaction

from apps.guidelines.models import Library
from apps.guidelines.policies import can_curate
from core.actors import Actor
from core.audit.record import record
from core.errors import NotFound, NotPermitted
from core.tenancy.scope import current_tenant_id


@transaction.atomic
def open_library(*, library: Library, actor: Actor) -> Library:
    """Everybody sees it, and who subscribed before gets its releases again. Twice is once.

    Locks the library. Raises `NotPermitted`, and `NotFound` for a library of somebody else.
    """
    locked = _lock(library, actor)
    if not locked.is_open:
        locked.is_open = True
        locked.save(update_fields=["is_open"])
        record(
            "guidelines.library.opened",
            subject=locked,
            subject_id=str(locked.public_id),
            actor=actor,
            title=locked.title,
        )
    return locked


@transaction.atomic
def close_library(*, library: Library, actor: Actor) -> Library:
    """Only its owner sees it from now on. Subscribers keep what they took over. Twice is once.

    Locks the library. Raises `NotPermitted`, and `NotFound` for a library of somebody else.
    """
    locked = _lock(library, actor)
    if locked.is_open:
        locked.is_open = False
        locked.save(update_fields=["is_open"])
        record(
            "guidelines.library.closed",
            subject=locked,
            subject_id=str(locked.public_id),
            actor=actor,
            title=locked.title,
            subscribers=locked.subscribers,
        )
    return locked


def _lock(library: Library, actor: Actor) -> Library:
    if not can_curate(actor):
        raise NotPermitted("Only curators open and close a library")
    own = Library.objects.select_for_update(of=("self",)).filter(owner=current_tenant_id())
    locked = own.filter(pk=library.pk).first()
    if locked is None:
        raise NotFound("You have no such library")
    return locked
