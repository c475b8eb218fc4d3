"""The store as readers see it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from apps.guidelines import selectors
from apps.guidelines.browsing import browse, browse_choices
from apps.guidelines.forms.browse import BrowseForm


@require_GET
def store(request: HttpRequest) -> HttpResponse:
    """The overview by topic; with a filter, what was found."""
    form = BrowseForm(request.GET, choices=browse_choices())
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _found(form) if form.chips() else _overview(form)
    # Said after the page is known: there may be no such page.
    status = 200 if form.is_valid() else 422
    return render(request, "guidelines/store.html", context, status=status)


def _overview(form: BrowseForm) -> dict[str, Any]:
    page = selectors.store_page(form.page_number)
    if page.page > page.pages:
        form.refuse_page(page.pages)
        return {}
    return {"page": page, **_beside(form)}


def _found(form: BrowseForm) -> dict[str, Any]:
    found = browse(form.filters(), page=form.page_number)
    if found.page > found.pages:
        form.refuse_page(found.pages)
        return {}
    context = {"found": found, "chips": form.chips(), **_beside(form)}
    form.show_counts(found)
    return context


def _beside(form: BrowseForm) -> dict[str, str]:
    """The addresses of the pages before and after this one."""
    number = form.page_number
    return {"back": form.page_url(number - 1), "on": form.page_url(number + 1)}


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
