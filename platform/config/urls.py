"""Addresses of a tenant's host."""

from __future__ import annotations

from django.urls import include, path

handler400 = "core.web.pages.bad_request"
handler403 = "core.web.pages.permission_denied"
handler404 = "core.web.pages.not_found"
handler500 = "core.web.pages.server_error"

urlpatterns = [
    path("", include("apps.articles.urls")),
    path("", include("apps.guidelines.urls")),
    path("", include("apps.advisory.urls")),
    path("", include("apps.qa.urls")),
    path("", include("apps.accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("api/", include("config.api")),
]
