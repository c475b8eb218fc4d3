"""The desk's room for reviews that are due."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.advisory.domain.outcome import ReviewOutcome
from apps.advisory.due_reviews import due_page, get_due_review
from apps.advisory.forms import TaskForm
from apps.advisory.services.finish_due_review import finish_due_review
from core.errors import InvalidInput


@require_GET
def due_reviews(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    return render(request, "advisory/due_reviews.html", {"page": due_page(actor=request.actor)})


@require_POST
def finish(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    due = get_due_review(version_id, actor=request.actor)
    form = TaskForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Say whether it still holds or needs a new version."))
    done = finish_due_review(
        due=due,
        outcome=ReviewOutcome(form.cleaned_data["outcome"]),
        reason=form.cleaned_data["reason"],
        actor=request.actor,
    )
    if done.next_due_on:
        said = _("It still holds. The next review is due on %(day)s.")
        messages.success(request, said % {"day": f"{done.next_due_on:%-d %B %Y}"})
    else:
        messages.success(request, _("It waits for a new version now."))
    return redirect("due_reviews")
