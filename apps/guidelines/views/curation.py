"""The curator's desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.guidelines.curation import curation_page
from apps.guidelines.views.doors import curators_page


@require_GET
@curators_page
def desk(request: SiteRequest) -> HttpResponse:
    return render(request, "guidelines/curation/desk.html", {"page": curation_page()})
