"""Writing the audit log. Call inside the transaction of the deed."""

from __future__ import annotations

from typing import Any

from core.actors import Actor
from core.models import AuditEntry


def record(action: str, *, subject: Any, subject_id: str, actor: Actor, **data: Any) -> AuditEntry:
    """Append one entry; `action` is dotted and listed in docs/audit.md, `data` is JSON.

    One insert, in the caller's transaction.
    """
    return AuditEntry.objects.create(
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        data=data,
    )
