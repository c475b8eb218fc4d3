"""Local recommendations made from others: making one, and deciding when its upstream moves."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.requests import SiteRequest
from apps.guidelines.adaptations import (
    adaptation_item,
    adaptation_of,
    differences,
    find_adaptations,
    get_adaptation,
    source_values,
    three_states,
    why_not_adapted,
)
from apps.guidelines.citing import describe
from apps.guidelines.field_names import concept_names
from apps.guidelines.forms.adaptations import AdaptForm, ResolveForm, blame
from apps.guidelines.models import Adaptation, RecommendationVersion
from apps.guidelines.selectors import get_recommendation
from apps.guidelines.services.adapt import adapt, resolve_adaptation
from apps.guidelines.services.import_package import ImportRefused
from apps.guidelines.views.doors import curators_page
from core.errors import DomainError, InvalidInput, LostRace


@require_GET
@curators_page
def adaptations(request: SiteRequest) -> HttpResponse:
    context = {"adaptations": find_adaptations()}
    return render(request, "guidelines/curation/adaptations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curators_page
def adapt_recommendation(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    """Leads to the adaptation where there is one already."""
    row = get_recommendation(public_id)
    known = adaptation_of(row)
    if known is not None:
        return redirect("curation_adaptation", known.public_id)
    form = AdaptForm(
        request.POST or None,
        base=source_values(row),
        concepts=concept_names(),
        hides_words=row.is_withheld,
    )
    if request.method == "POST" and form.is_valid():
        made = _adapt(request, row, form)
        if made is not None:
            messages.success(request, _("You adapted this recommendation."))
            return redirect("curation_adaptation", made.public_id)
    context = {
        "record": describe(row),
        "guideline": row.guideline_version.guideline,
        "is_withheld": row.is_withheld,
        "why_not": why_not_adapted(row),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "guidelines/curation/adapt.html", context, status=status)


def _adapt(request: SiteRequest, row: RecommendationVersion, form: AdaptForm) -> Adaptation | None:
    try:
        return adapt(
            upstream=row,
            changes=form.changes,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        )
    except (InvalidInput, ImportRefused) as error:
        blame(form, error)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@curators_page
def adaptation(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    """The three states side by side; a post decides."""
    row = get_adaptation(public_id)
    item = adaptation_item(row)
    if not item.is_local_active:
        return render(request, "guidelines/curation/adaptation.html", {"item": item})
    states = three_states(row)
    form = ResolveForm(
        request.POST or None,
        differences=differences(states),
        concepts=concept_names(),
        hides_words=states.is_withheld,
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        error = _resolve(request, row, form)
        if error is None:
            messages.success(request, _("You decided what their change means here."))
            return redirect("curation_adaptation", public_id)
        blame(form, error)
        status = 409 if isinstance(error, LostRace) else 422
    context = {"item": item, "states": states, "form": form}
    return render(request, "guidelines/curation/adaptation.html", context, status=status)


def _resolve(request: SiteRequest, row: Adaptation, form: ResolveForm) -> DomainError | None:
    try:
        resolve_adaptation(
            adaptation=row,
            choice=form.resolution,
            values=form.merged_values,
            seen_sha256=form.cleaned_data["seen_sha256"],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        )
    except (InvalidInput, ImportRefused, LostRace) as error:
        return error
    return None
