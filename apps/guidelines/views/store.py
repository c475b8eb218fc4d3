"""The store as readers see it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from apps.guidelines import selectors
from apps.guidelines.finding import search_store


@require_GET
def store(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    found = search_store(asked) if asked else None
    return render(
        request, "guidelines/store.html", {"page": selectors.store_page(), "found": found}
    )


@require_GET
def guideline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    page = selectors.guideline_page(public_id)
    return render(request, "guidelines/guideline_page.html", {"page": page})


@require_GET
def recommendation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    # Articles lie above the store, so the store asks them by name.
    cited_by = import_string(settings.CITED_BY)(public_id)
    page = selectors.recommendation_page(public_id, cited_by=cited_by)
    return render(request, "guidelines/recommendation_page.html", {"page": page})
