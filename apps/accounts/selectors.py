"""What an organisation's admin sees of it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.accounts.domain.roles import Capability
from apps.accounts.models import Membership, PartnerKey, Tenant
from core.actors import Actor
from core.errors import NotPermitted
from core.models import AuditEntry

LATEST: Final = 100


@dataclass(frozen=True, slots=True)
class SettingsPage:
    members: list[tuple[str, str, list[str]]]
    keys: list[PartnerKey]
    audit: list[AuditEntry]


def settings_page(*, tenant: Tenant, actor: Actor) -> SettingsPage:
    """People, keys and the latest audit entries. Three queries. Raises `NotPermitted`."""
    if not actor.can(Capability.MANAGE_ORGANISATION):
        raise NotPermitted("The organisation's settings are for its admins")
    members = Membership.objects.filter(tenant=tenant).select_related("user").order_by("user__name")
    return SettingsPage(
        members=[(row.user.name, row.user.email, row.roles) for row in members],
        keys=list(PartnerKey.objects.filter(tenant=tenant).order_by("-created_at")),
        audit=list(AuditEntry.objects.order_by("-id")[:LATEST]),
    )
