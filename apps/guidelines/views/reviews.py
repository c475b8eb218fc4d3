"""Editions whose review is due, and what changed in the evidence."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.changes import changes_page
from apps.guidelines.forms.paging import checked, page_of
from apps.guidelines.forms.reviews import ReviewFilterForm, StillCurrentForm
from apps.guidelines.models import GuidelineVersion
from apps.guidelines.reviews import get_reviewed, review_item, reviews_page
from apps.guidelines.services.review_still_current import review_still_current
from apps.guidelines.views.doors import curators_page
from core.errors import InvalidInput


@require_GET
@curators_page
def reviews(request: SiteRequest) -> HttpResponse:
    form = checked(ReviewFilterForm(request.GET))
    is_undated = form.cleaned_data["which"] == "undated"
    context = {"found": reviews_page(form.number, is_undated=is_undated), "is_undated": is_undated}
    return render(request, "guidelines/curation/reviews.html", context)


@require_GET
@curators_page
def changes(request: SiteRequest) -> HttpResponse:
    found = changes_page(page_of(request.GET))
    return render(request, "guidelines/curation/changes.html", {"found": found})


@require_GET
@curators_page
def review(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    version = get_reviewed(public_id)
    return _page(request, version, StillCurrentForm(initial={"label": version.label}), status=200)


@require_POST
@curators_page
def still_current(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    form = StillCurrentForm(request.POST)
    is_valid = form.is_valid()
    version = get_reviewed(public_id, form.cleaned_data.get("label", ""))
    if not is_valid:
        return _page(request, version, form, status=422)
    try:
        next_due = form.cleaned_data["next_due"]
        review_still_current(version=version, next_due=next_due, actor=request.actor)
    except InvalidInput as error:
        form.add_error("next_due", error.detail)
        return _page(request, version, form, status=422)
    messages.success(request, _("Kept as still current."))
    return redirect("guideline_reviews")


def _page(
    request: SiteRequest, version: GuidelineVersion, form: StillCurrentForm, *, status: int
) -> HttpResponse:
    context = {"item": review_item(version), "form": form}
    return render(request, "guidelines/curation/review_page.html", context, status=status)
