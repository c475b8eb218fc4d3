"""Which tenant a request belongs to: by exact host, or by the key on the platform's own host."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from apps.accounts.domain.keys import hash_key, read_bearer
from apps.accounts.models import Domain, PartnerKey, Tenant

API_PATH = "/api/v1/"


def platform_hostname() -> str:
    return str(settings.PLATFORM_HOST).partition(":")[0]


def tenant_origin(tenant: Tenant) -> str:
    """The address of the tenant's subdomain, without a trailing slash."""
    return f"{settings.PUBLIC_SCHEME}://{tenant.slug}.{settings.PLATFORM_HOST}"


def resolve_tenant(request: HttpRequest) -> Tenant | None:
    """The request's tenant; None on the platform's own host. Raises `LookupError` elsewhere.

    One query, none on the platform's host outside the API.
    """
    host = request.META.get("HTTP_HOST", "").lower()
    name, _, port = host.rpartition(":") if ":" in host else (host, "", "")
    if port and not port.isdecimal():
        raise LookupError(host)
    platform = platform_hostname()
    if name == platform:
        return _tenant_of_key(request) if request.path.startswith(API_PATH) else None
    slug = name.removesuffix(f".{platform}")
    tenant = (
        Tenant.objects.filter(slug=slug).first()
        if slug != name
        else Tenant.objects.filter(pk__in=Domain.objects.filter(host=name).values("tenant")).first()
    )
    if tenant is None:
        raise LookupError(host)
    return tenant


def _tenant_of_key(request: HttpRequest) -> Tenant | None:
    key = read_bearer(request.headers.get("Authorization", ""))
    if key is None:
        return None
    found = PartnerKey.objects.select_related("tenant").filter(secret_sha256=hash_key(key)).first()
    return found.tenant if found else None
