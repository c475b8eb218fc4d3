"""Sources that differ, and settling it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.conflicts import conflict_page, conflicts_page, get_conflict
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.forms.conflicts import SettleForm, filters_of
from apps.guidelines.services.settle_conflict import settle_conflict
from apps.guidelines.views.doors import settlers_page
from core.errors import DomainError, InvalidInput, WrongState


@require_GET
@settlers_page
def conflicts(request: SiteRequest) -> HttpResponse:
    filters = filters_of(request.GET)
    context = {
        "found": conflicts_page(filters),
        "filters": filters,
        "shows_state": not filters.state,
    }
    return render(request, "guidelines/curation/conflicts.html", context)


@require_GET
@settlers_page
def conflict(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, public_id, SettleForm())


@require_POST
@settlers_page
def settle(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = get_conflict(public_id)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, form, status=422)
    state = ConflictState(form.cleaned_data["state"])
    try:
        reason = form.cleaned_data["reason"]
        settle_conflict(conflict=row, state=state, reason=reason, actor=request.actor)
    except (InvalidInput, WrongState) as error:
        status = 422 if isinstance(error, InvalidInput) else error.status
        return _page(request, public_id, form, refusal=error, status=status)
    is_settled = state is ConflictState.SETTLED
    messages.success(request, _("Settled.") if is_settled else _("Dismissed."))
    return redirect("conflict", public_id)


def _page(
    request: SiteRequest,
    public_id: uuid.UUID,
    form: SettleForm,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """What was typed stays on the page, even where somebody else was first."""
    context = {"page": conflict_page(public_id), "form": form, "refusal": refusal}
    return render(request, "guidelines/curation/conflict_page.html", context, status=status)
