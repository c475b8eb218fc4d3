"""Withdrawing, replacing and reinstating: what it touches is shown before it is done."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import SiteRequest
from apps.guidelines.browsing import Filters, Found, browse
from apps.guidelines.deeds import RecordDeed, edition_deed, record_deed
from apps.guidelines.forms.deeds import (
    ReinstateForm,
    SupersedeForm,
    WithdrawForm,
    refusals_shown_in,
)
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.models.guideline import VersionStatus
from apps.guidelines.selectors import get_recommendation
from apps.guidelines.services.reinstate_recommendation import reinstate_recommendation
from apps.guidelines.services.supersede_recommendation import supersede_recommendation
from apps.guidelines.services.withdraw import withdraw_recommendation, withdraw_version
from apps.guidelines.views.doors import curators_page
from apps.guidelines.views.saying import say_marked
from core.errors import InvalidInput, NotFound, WrongState

page_with_form = require_http_methods(["GET", "HEAD", "POST"])


def status_of(form: forms.Form) -> int:
    return 422 if form.errors else 200


@page_with_form
@curators_page
def withdraw_guideline(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    deed = edition_deed(public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if deed.version is None:
            raise WrongState(deed.why_not)
        with refusals_shown_in(form):
            change = withdraw_version(
                version=deed.version, actor=request.actor, **form.cleaned_data
            )
            messages.success(request, f"{_('This edition is withdrawn.')} {say_marked(change)}")
            return redirect("guideline", public_id)
    context = {"deed": deed, "form": form}
    return render(
        request, "guidelines/curation/withdraw_guideline.html", context, status=status_of(form)
    )


@page_with_form
@curators_page
def withdraw(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = get_recommendation(public_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_in(form):
            change = withdraw_recommendation(
                recommendation_version=row, actor=request.actor, **form.cleaned_data
            )
            messages.success(
                request, f"{_('This recommendation is withdrawn.')} {say_marked(change)}"
            )
            return redirect("recommendation", public_id)
    context = {"deed": record_deed(row, needs=VersionStatus.ACTIVE), "form": form}
    return render(request, "guidelines/curation/withdraw.html", context, status=status_of(form))


@page_with_form
@curators_page
def reinstate(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = get_recommendation(public_id)
    form = ReinstateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_in(form):
            change = reinstate_recommendation(
                recommendation_version=row, actor=request.actor, **form.cleaned_data
            )
            messages.success(
                request, f"{_('This recommendation is active again.')} {say_marked(change)}"
            )
            return redirect("recommendation", public_id)
    context = {"deed": record_deed(row, needs=VersionStatus.WITHDRAWN), "form": form}
    return render(request, "guidelines/curation/reinstate.html", context, status=status_of(form))


@page_with_form
@curators_page
def supersede(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = get_recommendation(public_id)
    form = SupersedeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_in(form):
            change = supersede_recommendation(
                older=row,
                newer=_chosen(form),
                reason=form.cleaned_data["reason"],
                actor=request.actor,
            )
            messages.success(
                request, f"{_('Another recommendation takes its place.')} {say_marked(change)}"
            )
            return redirect("recommendation", public_id)
    asked = (request.POST or request.GET).get("q", "").strip()
    deed = record_deed(row, needs=VersionStatus.ACTIVE)
    context = {"deed": deed, "form": form, "found": _candidates(deed, asked)}
    return render(request, "guidelines/curation/supersede.html", context, status=status_of(form))


def _chosen(form: SupersedeForm) -> RecommendationVersion:
    try:
        return get_recommendation(form.cleaned_data["newer"])
    except NotFound as error:
        raise InvalidInput(_("Choose what takes its place."), pointer="/newer") from error


def _candidates(deed: RecordDeed, asked: str) -> Found | None:
    if not asked:
        return None
    found = browse(Filters(words=asked))
    return replace(found, records=tuple(row for row in found.records if row.id != deed.record.id))
