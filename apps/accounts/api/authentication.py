"""Partners sign in with `Authorization: Bearer cns_…`; the key decides tenant and scopes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts.domain.keys import hash_key, read_bearer
from apps.accounts.models import PartnerKey
from apps.accounts.requests import HostRequest
from core.actors import Actor, ActorKind
from core.clock import now

LAST_USED_EVERY: Final = timedelta(minutes=1)


class PartnerKeyAuthentication(BaseAuthentication):
    """One query; a second at most once a minute, to note the use.

    A key of another tenant, an expired and a revoked one all answer as an unknown one does.
    """

    def authenticate(self, request: Request) -> tuple[Actor, PartnerKey] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        raw = read_bearer(header)
        key = PartnerKey.objects.filter(secret_sha256=hash_key(raw)).first() if raw else None
        tenant = cast(HostRequest, request._request).tenant
        is_live = key and tenant and key.tenant_id == tenant.id and not key.revoked_at
        if key is None or not is_live or key.expires_at <= now():
            raise AuthenticationFailed("This API key is not valid here")
        self._note_use(key)
        return (
            Actor(
                kind=ActorKind.PARTNER,
                name=key.name,
                id=key.pk,
                capabilities=frozenset(key.scopes),
            ),
            key,
        )

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

    @staticmethod
    def _note_use(key: PartnerKey) -> None:
        if key.last_used_at is None or key.last_used_at < now() - LAST_USED_EVERY:
            PartnerKey.objects.filter(pk=key.pk).update(last_used_at=now())


class IsPartner(BasePermission):
    """A partner whose key holds the view's `scope`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = request.user
        return isinstance(actor, Actor) and actor.can(view.scope)


class PartnerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.accounts.api.authentication.PartnerKeyAuthentication"
    name = "partnerKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "cns_…"}
