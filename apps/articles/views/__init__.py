"""The library, the article page and its versions."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.articles import selectors
from apps.articles.domain.lifecycle import State
from apps.articles.gate import has_ended
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_see_findings
from apps.articles.services.run_gate import refresh_gate
from apps.articles.views.withdraw import withdrawn_page
from apps.articles.withdrawals import ArticleWithdrawn, may_withdraw
from core.levels import level_choices


@require_GET
def library(request: SiteRequest) -> HttpResponse:
    context = {"topics": selectors.library(), "levels": level_choices(level_of(request))}
    return render(request, "articles/library.html", context)


@require_GET
def article(request: SiteRequest, slug: str) -> HttpResponse:
    try:
        return _show(request, selectors.get_shown_version(slug))
    except ArticleWithdrawn as error:
        return withdrawn_page(request, error)


@require_GET
def article_version(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    try:
        return _show(request, selectors.get_version(slug, number, actor=request.actor))
    except ArticleWithdrawn as error:
        return withdrawn_page(request, error)


def _show(request: SiteRequest, version: ArticleVersion) -> HttpResponse:
    level = level_of(request)
    if can_see_findings(request.actor) and not has_ended(version):
        refresh_gate(version)
    page = selectors.article_page(version, tenant=request.tenant, level=level, actor=request.actor)
    can_withdraw = version.state == State.APPROVED and may_withdraw(request.actor)
    context = {"page": page, "levels": level_choices(level), "can_withdraw": can_withdraw}
    return render(request, "articles/article_page.html", context)
