"""The editorial policy and the disclaimer: for readers, and where admins word them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.requests import SiteRequest
from apps.articles.domain.house_texts import HouseTextKind
from apps.articles.forms.house_text import HouseTextForm
from apps.articles.house_texts import current, house_page, parts_of
from apps.articles.policies import can_publish_house_texts
from apps.articles.services.publish_house_text import publish_house_text
from core.errors import LostRace, NotPermitted


@require_GET
def house_text(
    request: SiteRequest, kind: HouseTextKind, number: int | None = None
) -> HttpResponse:
    context = {"page": house_page(kind, None if number is None else int(number))}
    return render(request, "articles/house_text.html", context)


@require_GET
def settings(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    _check_admin(request)
    context = {"pages": [house_page(kind) for kind in HouseTextKind]}
    return render(request, "articles/house_text_settings.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: SiteRequest, kind: HouseTextKind) -> HttpResponse:
    """Word it, look at it, publish it. What was typed stays, whatever becomes of it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    _check_admin(request)
    if request.method == "GET":
        last = current(kind)
        known = {**last.texts, "seen": last.number} if last else {"seen": 0}
        return _show(request, HouseTextForm(kind, initial=known), status=200)
    form = HouseTextForm(kind, request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    if "publish" not in request.POST:
        return _show(request, form, status=200)
    try:
        _publish(request, form)
    except LostRace as lost:
        return _show(request, form, status=lost.status, lost=lost.detail)
    return redirect("house_text_settings")


def _check_admin(request: SiteRequest) -> None:
    if not can_publish_house_texts(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")


def _publish(request: SiteRequest, form: HouseTextForm) -> None:
    row = publish_house_text(
        kind=form.kind,
        texts=form.texts,
        what_changed=form.cleaned_data["what_changed"],
        seen=form.cleaned_data["seen"],
        actor=request.actor,
    )
    messages.success(request, _("Version %(number)s is published.") % {"number": row.number})


def _show(
    request: SiteRequest, form: HouseTextForm, *, status: int, lost: str = ""
) -> HttpResponse:
    """The form, below what it would change against the version that holds now."""
    page = house_page(form.kind)
    context: dict[str, Any] = {"page": page, "form": form, "lost": lost}
    if form.is_bound and not form.errors:
        last = current(form.kind)
        context["preview"] = parts_of(form.kind, form.texts, last.texts if last else {})
        # Whoever publishes after this has seen the version that holds now.
        form.data = {**request.POST.dict(), "seen": str(last.number if last else 0)}
    return render(request, "articles/house_text_edit.html", context, status=status)
