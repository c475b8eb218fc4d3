"""Waiving a warning of the gate; how strict the organisation's gate is."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.articles import selectors
from apps.articles.domain.gate.asks import ASKS
from apps.articles.domain.gate.findings import MINIMUM, Severity
from apps.articles.forms.gate import StricterRulesForm, WaiveForm
from apps.articles.gate import raised_rules
from apps.articles.policies import can_set_gate
from apps.articles.services.set_stricter_rules import set_stricter_rules
from apps.articles.services.waive_finding import waive_finding
from core.errors import InvalidInput, NotPermitted


@require_POST
def waive(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_judged_version(version_id, actor=request.actor)
    form = WaiveForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Say in a few words why this may stand; readers see it.")
    waive_finding(
        version=version,
        fingerprint=form.cleaned_data["fingerprint"],
        reason=form.cleaned_data["reason"],
        actor=request.actor,
    )
    messages.success(request, _("You let this warning stand. Readers see your name and reason."))
    if form.cleaned_data["back"] == "review":
        return redirect(reverse("review", args=[version_id]) + "#gate")
    place = reverse("article_version", args=[version.article.slug, version.number])
    return redirect(f"{place}#gate")


@require_GET
def gate_settings(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not can_set_gate(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    form = StricterRulesForm(initial={"rules": sorted(raised_rules())})
    blocking = [ASKS[rule] for rule, hard in MINIMUM.items() if hard is Severity.BLOCKS]
    return render(request, "articles/gate_settings.html", {"form": form, "blocking": blocking})


@require_POST
def change_gate_settings(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("gate_settings"))
    if not can_set_gate(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    form = StricterRulesForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Choose among the warnings of the list.", pointer="/rules")
    if set_stricter_rules(rules=form.cleaned_data["rules"], actor=request.actor):
        messages.success(request, _("Saved. Articles are judged by it from now on."))
    return redirect("gate_settings")
