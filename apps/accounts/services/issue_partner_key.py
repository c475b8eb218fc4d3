"""Making a key for a partner's program."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from apps.accounts.domain.keys import hash_key, shown_prefix
from apps.accounts.domain.roles import Scope
from apps.accounts.models import PartnerKey, Tenant
from core.actors import Actor
from core.audit.record import record
from core.clock import now

LIFETIME: Final = timedelta(days=365)


@transaction.atomic
def issue_partner_key(
    *, tenant: Tenant, name: str, scopes: frozenset[Scope], raw: str, actor: Actor
) -> PartnerKey:
    """Keep the hash of `raw`, a key just made by `make_key`; whoever made it shows it once."""
    key = PartnerKey.objects.create(
        tenant=tenant,
        name=name,
        prefix=shown_prefix(raw),
        secret_sha256=hash_key(raw),
        scopes=sorted(scopes),
        expires_at=now() + LIFETIME,
    )
    record(
        "accounts.partner_key.issued",
        subject=key,
        subject_id=key.prefix,
        actor=actor,
        scopes=sorted(scopes),
    )
    return key
