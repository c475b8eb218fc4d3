"""Proposed successors, and deciding on one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.domain.values import Decision
from apps.guidelines.forms.paging import page_of
from apps.guidelines.forms.successors import DecideForm
from apps.guidelines.proposals import get_proposal, proposal_page, proposals_page
from apps.guidelines.services.decide_successor import decide_successor
from apps.guidelines.views.doors import curators_page
from core.errors import WrongState


@require_GET
@curators_page
def successors(request: SiteRequest) -> HttpResponse:
    found = proposals_page(page_of(request.GET))
    return render(request, "guidelines/curation/successors.html", {"found": found})


@require_GET
@curators_page
def successor(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, public_id, DecideForm())


@require_POST
@curators_page
def decide(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    proposal = get_proposal(public_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, form, status=422)
    is_successor = form.cleaned_data["decision"] == Decision.ACCEPTED
    try:
        decide_successor(
            proposal=proposal,
            is_successor=is_successor,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
        )
    except WrongState as error:
        return _page(request, public_id, form, refusal=error, status=error.status)
    messages.success(request, _("Accepted.") if is_successor else _("Rejected."))
    return redirect("successors")


def _page(
    request: SiteRequest,
    public_id: uuid.UUID,
    form: DecideForm,
    *,
    refusal: WrongState | None = None,
    status: int = 200,
) -> HttpResponse:
    """What was typed stays on the page, even where somebody else was first."""
    context = {"page": proposal_page(get_proposal(public_id)), "form": form, "refusal": refusal}
    return render(request, "guidelines/curation/successor_page.html", context, status=status)
