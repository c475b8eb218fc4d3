"""What people asked and the store does not cover."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.paging import page_of
from apps.guidelines.views.doors import curators_page


@require_GET
@curators_page
def gaps(request: SiteRequest) -> HttpResponse:
    # Questions lie above the store, so the store asks them by name.
    found = import_string(settings.GAPS)(page_of(request.GET))
    return render(request, "guidelines/curation/gaps.html", {"found": found})
