"""What every deed of a curator asks first: the right, the row, the words, the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from apps.guidelines.models import SubscribedGuideline
from apps.guidelines.policies import can_curate
from core.actors import Actor
from core.clock import now
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState


def check_curator(actor: Actor) -> None:
    """Raises `NotPermitted`."""
    if not can_curate(actor):
        raise NotPermitted("Only curators can change what the guideline store says is current")


def checked_text(text: str, *, field: str) -> str:
    """The text without outer blanks. Raises `InvalidInput` where there is none."""
    stripped = text.strip()
    if not stripped:
        raise InvalidInput(f"The {field} is missing: say it in a few words", pointer=f"/{field}")
    return stripped


def check_day(day: date, *, field: str, not_before: date | None = None) -> None:
    """A deed takes effect at once, so its day is not in the future. Raises `InvalidInput`."""
    if day > now().date():
        raise InvalidInput("The day lies in the future", pointer=f"/{field}")
    if not_before and day < not_before:
        raise InvalidInput(f"That is before its publication, {not_before}", pointer=f"/{field}")


def check_own(guideline_id: int) -> None:
    """Raises `WrongState` for a guideline that only its library changes. One query."""
    kept = SubscribedGuideline.objects.filter(guideline=guideline_id, subscription__ended_at=None)
    if kept.exists():
        raise WrongState("This guideline comes from a library; adapt its recommendations instead")


def lock(rows: QuerySet[Any], pk: int) -> Any:
    """The row as it is now, kept from others until the end of the transaction. One query.

    Raises `NotFound` for a row of another organisation.
    """
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotFound("There is no such thing in this store")
    return row
