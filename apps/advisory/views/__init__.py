"""The review desk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.accounts.services.read_notices import read_notices
from apps.advisory import selectors
from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.forms import ChangesForm, DissentForm, SignForm, TaskForm
from apps.advisory.forms.queue import QueueForm
from apps.advisory.interests import declaration_of
from apps.advisory.queue import queue_page
from apps.advisory.review import part_names, review_page
from apps.advisory.review_tasks import get_task, review_tasks
from apps.advisory.services import assign
from apps.advisory.services.approve import approve
from apps.advisory.services.finish_review_task import finish_review_task
from apps.advisory.services.look import look
from apps.advisory.services.sign import dissent, sign
from apps.advisory.vote import interests_at_vote
from apps.articles.gate import has_ended
from apps.articles.policies import can_review
from apps.articles.services import move
from apps.articles.services.run_gate import refresh_gate
from core.errors import InvalidInput
from core.levels import level_choices


@require_GET
def desk(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = QueueForm(request.GET)
    narrowing, number = form.narrowing()
    page = queue_page(narrowing, page=number, actor=request.actor)
    is_member = can_review(request.actor)
    context = {
        "page": page,
        "tasks": review_tasks(actor=request.actor) if is_member else (),
        "declaration": declaration_of(request.actor.get_id()) if is_member else None,
        "form": form,
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
    seen = look(version=version, actor=request.actor)
    read_notices(actor=request.actor, below=request.path)
    page = review_page(version, tenant=request.tenant, level=level, actor=request.actor, seen=seen)
    context = {
        "page": page,
        "levels": level_choices(level),
        "vote": interests_at_vote(version, actor=request.actor),
    }
    return render(request, "advisory/review_page.html", context)


@require_POST
def take(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    assign.take(version=version, actor=request.actor)
    messages.success(request, "You took this version under review.")
    return redirect("review", version_id)


@require_POST
def sign_version(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    form = SignForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("The page did not say what was read; reload it and sign again.")
    fresh = sign(version=version, parts=form.cleaned_data["part"], actor=request.actor)
    said = ngettext("You signed %(n)s part.", "You signed %(n)s parts.", len(fresh))
    messages.success(request, said % {"n": len(fresh)})
    return _at(version_id, form.cleaned_data["then"])


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
    messages.success(request, _("Your dissent is recorded."))
    return _at(version_id, form.cleaned_data["then"])


@require_POST
def approve_version(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    approve(version=version, actor=request.actor)
    messages.success(request, "This version is approved.")
    return redirect("review", version_id)


@require_POST
def ask_for_changes(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    form = ChangesForm(request.POST, names=part_names(version))
    if not form.is_valid():
        raise InvalidInput("Say in a few words what should change, and name parts of this version.")
    move.ask_for_changes(version=version, actor=request.actor, reason=form.whole_reason())
    messages.success(request, "You asked for changes.")
    return redirect("review", version_id)


def _at(version_id: uuid.UUID, anchor: str) -> HttpResponse:
    place = reverse("review", args=[version_id])
    return redirect(f"{place}#{anchor}" if anchor else place)


@require_POST
def finish_task(request: SiteRequest, version_id: uuid.UUID, change_id: uuid.UUID) -> HttpResponse:
    task = get_task(version_id, change_id, actor=request.actor)
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
