"""The table of API addresses: each app's own, under one version, and the reference."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from core.api.catalogue import error_catalogue

v1 = [
    path("", include("apps.articles.api.urls")),
    path("", include("apps.guidelines.api.urls")),
    path("", include("apps.qa.api.urls")),
]

urlpatterns = [
    path("v1/", include(v1)),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs/errors", error_catalogue, name="api_errors"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api_docs"),
]
