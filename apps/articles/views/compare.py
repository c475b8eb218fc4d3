"""What changed between two versions of an article."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.articles.comparison import comparison_page, latest_pair
from apps.articles.forms.compare import CompareForm
from core.errors import InvalidInput
from core.levels import level_choices


@require_GET
def choose(request: SiteRequest, slug: str) -> HttpResponse:
    """To the two that were chosen, else to the newest two."""
    before, after = latest_pair(slug, actor=request.actor)
    if request.GET:
        form = CompareForm(request.GET)
        if not form.is_valid():
            raise InvalidInput("Choose two versions by their numbers.")
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
    return redirect("article_compare", slug, before, after)


@require_GET
def compare(request: SiteRequest, slug: str, before: str, after: str) -> HttpResponse:
    level = level_of(request)
    page = comparison_page(slug, int(before), int(after), level=level, actor=request.actor)
    context = {"page": page, "levels": level_choices(level)}
    return render(request, "articles/compare.html", context)
