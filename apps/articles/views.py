"""The library, the article page and its versions, the editorial policy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.reading import level_of
from apps.articles import selectors
from apps.articles.models import ArticleVersion
from core.levels import level_choices


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    context = {"topics": selectors.library(), "levels": level_choices(level_of(request))}
    return render(request, "articles/library.html", context)


@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, selectors.get_shown_version(slug))


@require_GET
def article_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _show(request, selectors.get_version(slug, number, actor=request.actor))


def _show(request: HttpRequest, version: ArticleVersion) -> HttpResponse:
    level = level_of(request)
    page = selectors.article_page(version, tenant=request.tenant, level=level)
    context = {"page": page, "levels": level_choices(level)}
    return render(request, "articles/article_page.html", context)


@require_GET
def editorial_policy(request: HttpRequest) -> HttpResponse:
    context = {"policy": request.tenant.editorial_policy}
    return render(request, "articles/editorial_policy.html", context)
