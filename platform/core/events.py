"""Telling what happened, for whoever listens. Call inside the transaction of the deed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, models

from core.clock import now
from core.models import Event
from core.tenancy.scope import current_tenant_id

_MANY: Final = """
INSERT INTO core_event (tenant_id, public_id, at, kind, subject_type, subject_id, data)
SELECT %(tenant)s, gen_random_uuid(), %(at)s, %(kind)s, %(type)s, subject, %(data)s::jsonb
FROM unnest(%(subjects)s::text[]) AS subject
"""


def emit(kind: str, *, subject: Any, subject_id: str, data: dict[str, Any]) -> Event:
    """Append one event; `kind` is dotted and listed in docs/events.md, `data` is JSON.

    One insert, in the caller's transaction.
    """
    return Event.objects.create(
        kind=kind, subject_type=subject._meta.label_lower, subject_id=subject_id, data=data
    )


def emit_each(
    kind: str, *, model: type[models.Model], subject_ids: Sequence[str], data: dict[str, Any]
) -> None:
    """Append the same event for each of these subjects. One insert whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MANY,
            {
                "tenant": current_tenant_id(),
                "at": now(),
                "kind": kind,
                "type": model._meta.label_lower,
                "subjects": list(subject_ids),
                "data": json.dumps(data),
            },
        )
