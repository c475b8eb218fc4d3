"""Telling what happened, for whoever listens. Call inside the transaction of the deed."""

from __future__ import annotations

from typing import Any

from core.models import Event


def emit(kind: str, *, subject: Any, subject_id: str, data: dict[str, Any]) -> Event:
    """Append one event; `kind` is dotted and listed in docs/events.md, `data` is JSON.

    One insert, in the caller's transaction.
    """
    return Event.objects.create(
        kind=kind, subject_type=subject._meta.label_lower, subject_id=subject_id, data=data
    )
