"""The settings of the optional language model, for admins."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.qa.forms.rewording import RewordingPolicyForm
from apps.qa.language_model import current_policy, language_model_page
from apps.qa.policies import can_manage_model
from apps.qa.services.set_rewording_policy import set_rewording_policy
from core.errors import NotPermitted


@require_GET
def language_model(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not can_manage_model(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    policy = current_policy()
    initial = {"is_on": policy.is_on, "monthly_tokens": policy.monthly_tokens}
    return _language_model_page(request, RewordingPolicyForm(initial=initial), status=200)


@require_POST
def change_language_model(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("language_model"))
    if not can_manage_model(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    form = RewordingPolicyForm(request.POST)
    if not form.is_valid():
        return _language_model_page(request, form, status=422)
    if set_rewording_policy(**form.cleaned_data, actor=request.actor):
        messages.success(request, _("Saved."))
    return redirect("language_model")


def _language_model_page(
    request: SiteRequest, form: RewordingPolicyForm, *, status: int
) -> HttpResponse:
    context = {"page": language_model_page(), "form": form}
    return render(request, "qa/language_model.html", context, status=status)
