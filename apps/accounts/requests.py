"""A request after the middleware: tenant and actor are attributes, not look-ups repeated."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from apps.accounts.models import Tenant, User
from core.actors import Actor


class HostRequest(HttpRequest):
    """A request at any host that is served; `tenant` is None at the platform's own."""

    tenant: Tenant | None
    actor: Actor
    user: User | AnonymousUser | None  # type: ignore[assignment] # REST leaves None
    request_id: str


class SiteRequest(HostRequest):
    """A request at a tenant's host, which is what views get."""

    tenant: Tenant
    user: User | AnonymousUser
