"""Calibration: the room on the desk, a copy, its result, and the switch in the settings."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import SiteRequest
from apps.advisory.calibration import (
    calibration_page,
    can_switch_calibration,
    copy_page,
    get_copy,
    is_calibration_on,
    result_page,
)
from apps.advisory.domain.planting import RED_FLAGS, places_of
from apps.advisory.forms.calibration import CalibrationForm, CopyForm
from apps.advisory.models import ReviewCopy
from apps.advisory.services.calibrate import finish_copy, set_calibration, take_copy
from core.errors import NotPermitted


@require_GET
def room(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    context = {"page": calibration_page(actor=request.actor)}
    return render(request, "advisory/calibration.html", context)


@require_POST
def take(request: SiteRequest) -> HttpResponse:
    taken = take_copy(tenant=request.tenant, actor=request.actor)
    return redirect("calibration_copy", taken.public_id)


@require_GET
def copy(request: SiteRequest, copy_id: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    found = get_copy(copy_id, actor=request.actor)
    if found.finished_at is not None:
        return render(request, "advisory/calibration_result.html", {"page": result_page(found)})
    return _copy(request, found, CopyForm(places_of(found.document)), status=200)


def _copy(request: SiteRequest, found: ReviewCopy, form: CopyForm, *, status: int) -> HttpResponse:
    page, fields = copy_page(found), form.by_place()
    context = {
        "page": page,
        "parts": [(part, fields[part.place]) for part in page.parts],
        "steps": [(step, fields[step.place]) for step in page.steps],
        "flags_field": fields.get(RED_FLAGS),
        "form": form,
    }
    return render(request, "advisory/calibration_copy.html", context, status=status)


@require_POST
def finish(request: SiteRequest, copy_id: uuid.UUID) -> HttpResponse:
    found = get_copy(copy_id, actor=request.actor)
    form = CopyForm(places_of(found.document), request.POST)
    if not form.is_valid():
        return _copy(request, found, form, status=422)
    finish_copy(copy=found, marks=form.marks(), actor=request.actor)
    return redirect("calibration_copy", copy_id)


@require_http_methods(["GET", "POST"])
def settings(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not can_switch_calibration(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    if request.method == "GET":
        form = CalibrationForm(initial={"is_on": is_calibration_on()})
        return render(request, "advisory/calibration_settings.html", {"form": form})
    form = CalibrationForm(request.POST)
    if form.is_valid() and set_calibration(is_on=form.cleaned_data["is_on"], actor=request.actor):
        messages.success(request, _("Saved."))
    return redirect("calibration_settings")
