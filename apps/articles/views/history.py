"""What happened to an article, and a copy of it to check."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.articles.history import history_document, history_page


@require_GET
def history(request: SiteRequest, slug: str) -> HttpResponse:
    page = history_page(slug, actor=request.actor)
    return render(request, "articles/history.html", {"page": page})


@require_GET
def history_file(request: SiteRequest, slug: str) -> HttpResponse:
    document = history_document(slug, actor=request.actor)
    return HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="history-{slug}.json"'},
    )
