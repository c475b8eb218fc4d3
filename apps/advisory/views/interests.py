"""A member's own interests, and the register that everybody can read."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import SiteRequest
from apps.advisory import interests as selectors
from apps.advisory.forms.interests import AboutForm, InterestForm
from apps.advisory.models import Interest
from apps.advisory.register import register_by_person, register_csv
from apps.advisory.services import declare_interest as services
from apps.advisory.views.doors import members_page
from core.clock import today
from core.errors import InvalidInput


@require_GET
@members_page
def interests(request: SiteRequest) -> HttpResponse:
    """`?q=` searches for an intervention; `?about=` is the one to declare an interest in."""
    asked = request.GET.get("q", "")[:200]
    about = request.GET.get("about", "")[:80]
    if about:
        form = InterestForm(initial={"from_on": today()})
        return _show_form(request, form, name=selectors.get_intervention(about).name, about=about)
    person = request.actor.get_id()
    context = {
        "asked": asked,
        "found": selectors.find_interventions(asked) if asked.strip() else (),
        "mine": selectors.interests_of(person, with_private=True),
        "declaration": selectors.declaration_of(person),
    }
    return render(request, "advisory/interests.html", context)


@require_POST
@members_page
def declare(request: SiteRequest) -> HttpResponse:
    about = _about(request)
    if not about:
        raise InvalidInput("Choose an intervention of the store first.", pointer="/about")
    form = InterestForm(request.POST)
    if not form.is_valid():
        name = selectors.get_intervention(about).name
        return _show_form(request, form, name=name, about=about, status=422)
    services.declare_interest(facts=form.facts(about), actor=request.actor)
    messages.success(request, _("Declared. It stands on the register now."))
    return redirect("interests")


@require_POST
@members_page
def declare_nothing(request: SiteRequest) -> HttpResponse:
    services.declare_interest(facts=services.nothing_in(_about(request)), actor=request.actor)
    messages.success(request, _("Declared: nothing to declare."))
    return redirect("interests")


@require_POST
@members_page
def confirm(request: SiteRequest) -> HttpResponse:
    services.confirm_interests(actor=request.actor)
    messages.success(request, _("Confirmed with today's date."))
    return redirect("interests")


@require_http_methods(["GET", "POST"])
@members_page
def change(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = selectors.get_own_interest(public_id, actor=request.actor)
    shown: dict[str, Any] = {"name": row.intervention_name, "interest": row}
    if request.method == "GET":
        known = {name: getattr(row, name) for name in InterestForm.base_fields}
        return _show_form(request, InterestForm(initial=known), **shown)
    form = InterestForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form, status=422, **shown)
    facts = form.facts(row.intervention)
    services.change_interest(interest=row, facts=facts, actor=request.actor)
    messages.success(request, _("Changed. The register keeps what it said before."))
    return redirect("interests")


@require_POST
@members_page
def withdraw(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = selectors.get_own_interest(public_id, actor=request.actor)
    services.withdraw_interest(interest=row, actor=request.actor)
    messages.success(request, _("Withdrawn. The register keeps it as history."))
    return redirect("interests")


@require_GET
def register(request: SiteRequest) -> HttpResponse:
    return render(request, "advisory/register.html", {"people": register_by_person()})


@require_GET
def register_file(request: SiteRequest) -> HttpResponse:
    response = HttpResponse(register_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="register-of-interests.csv"'
    return response


def _about(request: SiteRequest) -> str:
    form = AboutForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("This is no intervention of the store.", pointer="/about")
    return str(form.cleaned_data["about"])


def _show_form(
    request: SiteRequest,
    form: InterestForm,
    *,
    name: str,
    about: str = "",
    interest: Interest | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "name": name, "about": about, "interest": interest}
    return render(request, "advisory/interest_edit.html", context, status=status)
