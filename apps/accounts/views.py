"""Choosing a reading level; the platform's front page."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.forms import LevelForm
from apps.accounts.reading import COOKIE, COOKIE_AGE_SECONDS
from apps.accounts.requests import SiteRequest
from apps.accounts.selectors import settings_page
from apps.accounts.services.choose_level import choose_level
from core.errors import InvalidInput
from core.levels import Level
from core.web.pages import refusal


@require_POST
def reading_level(request: SiteRequest) -> HttpResponse:
    form = LevelForm(request.POST)
    if not form.is_valid():
        return refusal(request, InvalidInput("Choose one of the three reading levels."))
    level = Level(form.cleaned_data["level"])
    target = form.cleaned_data["next"]
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    choose_level(user=request.user, level=level)
    response = HttpResponseRedirect(target)
    response.set_cookie(
        COOKIE,
        level,
        max_age=COOKIE_AGE_SECONDS,
        secure=settings.IS_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
def organisation(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    page = settings_page(tenant=request.tenant, actor=request.actor)
    context = {"members": page.members, "keys": page.keys, "audit": page.audit}
    return render(request, "accounts/settings.html", context)


@require_GET
def front_page(request: SiteRequest) -> HttpResponse:
    """The platform's own host: what it is. It names no organisation."""
    return render(request, "accounts/front_page.html")
