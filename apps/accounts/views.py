"""Choosing a reading level; notices; the organisation's settings; the platform's front page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.forms import LevelForm, MailForm
from apps.accounts.notices import notices_page
from apps.accounts.reading import COOKIE, COOKIE_AGE_SECONDS
from apps.accounts.requests import SiteRequest
from apps.accounts.selectors import settings_page
from apps.accounts.services.choose_level import choose_level
from apps.accounts.services.read_notices import choose_mail, read_notices
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
def notices(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    page = notices_page(actor=request.actor)
    return render(request, "accounts/notices.html", {"page": page})


@require_POST
def mark_read(request: SiteRequest) -> HttpResponse:
    read_notices(actor=request.actor)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices")


@require_POST
def choose_letters(request: SiteRequest) -> HttpResponse:
    form = MailForm(request.POST)
    form.is_valid()  # a box that is not ticked is a choice, too
    choose_mail(actor=request.actor, **form.cleaned_data)
    messages.success(request, _("Your choice is saved."))
    return redirect("notices")


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
