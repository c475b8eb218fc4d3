"""Claiming, releasing and handing out reviews."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.advisory import queue, selectors
from apps.advisory.forms.queue import AssignForm, PriorityForm, ReviewerForm
from apps.advisory.services import assign as assigning_service
from core.errors import InvalidInput


@require_POST
def claim(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    assigning_service.claim(version=version, actor=request.actor)
    messages.success(request, _("You review this version now."))
    return redirect("review", version_id)


@require_POST
def release(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = queue.get_version_in_queue(version_id, actor=request.actor)
    form = ReviewerForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Say whose review it is.", pointer="/reviewer")
    reviewer = form.cleaned_data["reviewer"]
    assigning_service.release(version=version, reviewer_id=reviewer, actor=request.actor)
    messages.success(request, _("The review is released."))
    return redirect("desk")


@require_GET
def assigning(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    page = queue.assign_page(version_id, actor=request.actor)
    form = AssignForm(people=page.choices, initial={"due_on": page.due_on})
    return render(request, "advisory/assign.html", {"page": page, "form": form})


@require_POST
def assign(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    page = queue.assign_page(version_id, actor=request.actor)
    version = queue.get_version_in_queue(version_id, actor=request.actor)
    form = AssignForm(request.POST, people=page.choices)
    if form.is_valid():
        try:
            assigning_service.assign(
                version=version,
                reviewer_id=form.cleaned_data["reviewer"],
                due=form.cleaned_data["due_on"],
                actor=request.actor,
            )
        except InvalidInput as refused:
            form.add_error((refused.pointer or "").removeprefix("/"), refused.detail)
        else:
            messages.success(request, _("The review is assigned. They are told."))
            return redirect("desk")
    return render(request, "advisory/assign.html", {"page": page, "form": form}, status=422)


@require_POST
def set_priority(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = queue.get_version_in_queue(version_id, actor=request.actor)
    form = PriorityForm(request.POST)
    form.is_valid()  # without the box it is normal
    assigning_service.set_urgent(
        version=version, is_urgent=form.cleaned_data["is_urgent"], actor=request.actor
    )
    messages.success(request, _("The priority is set."))
    return redirect("review_assign", version_id)
