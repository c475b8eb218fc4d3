"""Addresses of the platform's own host:
its front page and the API, where the key names the tenant.
"""

from __future__ import annotations

from django.urls import include, path

from apps.accounts.views import front_page

handler400 = "core.web.pages.bad_request"
handler403 = "core.web.pages.permission_denied"
handler404 = "core.web.pages.not_found"
handler500 = "core.web.pages.server_error"

urlpatterns = [
    path("", front_page, name="front_page"),
    path("api/", include("config.api")),
]
