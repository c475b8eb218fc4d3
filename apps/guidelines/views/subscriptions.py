"""One subscription: what a release would change here, taking it over, leaving."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.libraries import TakeOverForm
from apps.guidelines.libraries import get_subscription, subscription_page
from apps.guidelines.release_plan import release_plan_page
from apps.guidelines.services.subscribe import end_subscription
from apps.guidelines.services.take_over_release import plan_release, take_over_release
from apps.guidelines.views.doors import curators_page
from core.errors import InvalidInput


@require_GET
@curators_page
def subscription(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    page = subscription_page(public_id)
    plan = None
    if page.subscription.is_behind:
        row = get_subscription(public_id)
        planned = plan_release(
            subscription=row, number=page.subscription.latest, actor=request.actor
        )
        plan = release_plan_page(planned, row)
    context = {"page": page, "plan": plan}
    return render(request, "guidelines/curation/subscription.html", context)


@require_POST
@curators_page
def take_over(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = get_subscription(public_id)
    form = TakeOverForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("The page did not say which plan was read; reload it and look again.")
    take_over_release(
        subscription=row,
        number=form.cleaned_data["number"],
        approved_sha256=form.cleaned_data["sha256"],
        actor=request.actor,
    )
    said = _("Release %(number)d is in your store.") % {"number": form.cleaned_data["number"]}
    messages.success(request, said)
    return redirect("curation_subscription", public_id)


@require_POST
@curators_page
def end(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    end_subscription(subscription=get_subscription(public_id), actor=request.actor)
    messages.success(request, _("This subscription has ended. What you took over stays."))
    return redirect("curation_subscription", public_id)
