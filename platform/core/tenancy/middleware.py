"""The door of pages and API: finds the tenant of a request and runs the view inside its scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from core.tenancy.scope import tenant_scope
from core.web.pages import not_found


class TenantLike(Protocol):
    id: int


class TenantMiddleware:
    """Sets `request.tenant`. An unknown host is a 404 before any view or host-dependent code runs.

    `settings.TENANT_RESOLVER` names `(request) -> Tenant | None`, which raises `LookupError` for a
    host that is nobody's; None is the platform's own host, served by `settings.PLATFORM_URLCONF`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolve: Callable[[HttpRequest], TenantLike | None] = import_string(
            settings.TENANT_RESOLVER
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            tenant = self.resolve(request)
        except LookupError:
            return not_found(request)
        request.tenant = tenant  # type: ignore[attr-defined] # apps type their requests
        if tenant is None:
            request.urlconf = settings.PLATFORM_URLCONF
            return self.get_response(request)
        with tenant_scope(tenant.id):
            response = self.get_response(request)
            # Django has already turned exceptions into responses: half a write must not commit.
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
