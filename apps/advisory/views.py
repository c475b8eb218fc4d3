"""The review desk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.advisory import selectors
from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.forms import ChangesForm, DissentForm, SignForm, TaskForm
from apps.advisory.services.approve import approve
from apps.advisory.services.finish_review_task import finish_review_task
from apps.advisory.services.sign import dissent, sign
from apps.articles.gate import has_ended
from apps.articles.services import move
from apps.articles.services.run_gate import refresh_gate
from core.errors import InvalidInput
from core.levels import level_choices


@require_GET
def desk(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    context = {
        "queue": selectors.queue(actor=request.actor),
        "tasks": selectors.review_tasks(actor=request.actor),
    }
    return render(request, "advisory/desk.html", context)


@require_GET
def review(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    level = level_of(request)
    if not has_ended(version):
        refresh_gate(version)
    page = selectors.review_page(version, tenant=request.tenant, level=level, actor=request.actor)
    context = {"page": page, "levels": level_choices(level)}
    return render(request, "advisory/review_page.html", context)


@require_POST
def take(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    move.take_under_review(version=version, actor=request.actor)
    messages.success(request, "You took this version under review.")
    return redirect("review", version_id)


@require_POST
def sign_version(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    form = SignForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("The page did not say what was read; reload it and sign again.")
    fresh = sign(version=version, parts=form.cleaned_data["part"], actor=request.actor)
    messages.success(request, f"You signed {len(fresh)} parts of this version.")
    return redirect("review", version_id)


@require_POST
def dissent_from_part(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    form = DissentForm(request.POST)
    if not form.is_valid() or len(form.cleaned_data["part"]) != 1:
        raise InvalidInput("Say on which part you do not agree, and why.")
    part, sha256 = next(iter(form.cleaned_data["part"].items()))
    dissent(
        version=version,
        part=part,
        sha256=sha256,
        reason=form.cleaned_data["reason"],
        actor=request.actor,
    )
    messages.success(request, "Your dissent is recorded.")
    return redirect("review", version_id)


@require_POST
def approve_version(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    approve(version=version, actor=request.actor)
    messages.success(request, "This version is approved.")
    return redirect("review", version_id)


@require_POST
def ask_for_changes(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    form = ChangesForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Say in a few words what should change.")
    move.ask_for_changes(version=version, actor=request.actor, **form.cleaned_data)
    messages.success(request, "You asked for changes.")
    return redirect("review", version_id)


@require_POST
def finish_task(request: SiteRequest, version_id: uuid.UUID, change_id: uuid.UUID) -> HttpResponse:
    task = selectors.get_task(version_id, change_id, actor=request.actor)
    form = TaskForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Say whether it still holds or needs a new version.")
    finish_review_task(
        task=task,
        outcome=ReviewOutcome(form.cleaned_data["outcome"]),
        reason=form.cleaned_data["reason"],
        actor=request.actor,
    )
    messages.success(request, "You finished this task.")
    return redirect("desk")
