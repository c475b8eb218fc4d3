"""What this person or browser asked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.paging import page_of
from apps.qa.mine import my_questions


@require_GET
def mine(request: SiteRequest) -> HttpResponse:
    found = my_questions(page_of(request.GET), actor=request.actor)
    return render(request, "qa/mine.html", {"found": found})
