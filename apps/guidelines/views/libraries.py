"""Libraries: what is published for others, and what others publish."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.adaptations import blame
from apps.guidelines.forms.libraries import FoundForm, PublishForm
from apps.guidelines.libraries import get_library, libraries_page, library_page
from apps.guidelines.releasable import releasable_guidelines
from apps.guidelines.services.open_library import close_library, open_library
from apps.guidelines.services.publish_library import found_library, publish_release
from apps.guidelines.services.subscribe import subscribe
from apps.guidelines.views.doors import curators_page
from core.errors import InvalidInput, NotFound, WrongState


@require_http_methods(["GET", "HEAD", "POST"])
@curators_page
def libraries(request: SiteRequest) -> HttpResponse:
    """The directory; a post founds a library."""
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            library = found_library(tenant=request.tenant, actor=request.actor, **form.cleaned_data)
        except (InvalidInput, WrongState) as error:
            blame(form, error)
        else:
            messages.success(request, _("You founded this library."))
            return redirect("curation_library", library.public_id)
    context = {"page": libraries_page(), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "guidelines/curation/libraries.html", context, status=status)


@require_GET
@curators_page
def library(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    context = {"page": library_page(public_id)}
    return render(request, "guidelines/curation/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curators_page
def publish(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    """Raises `NotFound` for a library of somebody else."""
    page = library_page(public_id)
    if not page.library.is_own:
        raise NotFound("You have no such library")
    guidelines = releasable_guidelines()
    form = PublishForm(
        request.POST or None,
        keys=[row.key for row in guidelines if not row.bar],
        last=[row.key for row in page.last_released],
    )
    if request.method == "POST" and form.is_valid():
        try:
            release = publish_release(
                library=get_library(public_id), actor=request.actor, **form.cleaned_data
            )
        except InvalidInput as error:
            blame(form, error)
        else:
            messages.success(request, _("Release %(number)d is published.") % vars(release))
            return redirect("curation_library", public_id)
    context = {"page": page, "form": form, "guidelines": guidelines}
    status = 422 if request.method == "POST" else 200
    return render(request, "guidelines/curation/publish.html", context, status=status)


@require_POST
@curators_page
def open_to_others(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    open_library(library=get_library(public_id), actor=request.actor)
    messages.success(request, _("This library is open."))
    return redirect("curation_library", public_id)


@require_POST
@curators_page
def close(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    close_library(library=get_library(public_id), actor=request.actor)
    messages.success(request, _("This library is closed."))
    return redirect("curation_library", public_id)


@require_POST
@curators_page
def subscribe_to(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    subscription = subscribe(library=get_library(public_id), actor=request.actor)
    messages.success(request, _("You subscribe to this library."))
    return redirect("curation_subscription", subscription.public_id)
