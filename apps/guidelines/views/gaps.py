"""What people asked and the store does not cover, and saying that it never will."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.deeds import refusals_shown_in
from apps.guidelines.forms.gaps import DismissForm, filters_of
from apps.guidelines.views.deeds import page_with_form, status_of
from apps.guidelines.views.doors import curators_page
from core.errors import WrongState


@require_GET
@curators_page
def gaps(request: SiteRequest) -> HttpResponse:
    # Questions lie above the store, so the store asks them by name.
    state, page = filters_of(request.GET)
    context = {"found": import_string(settings.GAPS)(state, page), "state": state}
    return render(request, "guidelines/curation/gaps.html", context)


@page_with_form
@curators_page
def gap(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page, and its one deed: dismissing."""
    form = DismissForm(request.POST if request.method == "POST" else None)
    refusal: WrongState | None = None
    if form.is_valid():
        dismiss = import_string(settings.DISMISS_GAP)
        try:
            with refusals_shown_in(form):
                dismiss(
                    public_id=public_id, reason=form.cleaned_data["reason"], actor=request.actor
                )
                messages.success(request, _("The gap is dismissed."))
                return redirect("gap", public_id)
        except WrongState as error:
            # Somebody was first; what was typed stays on the page.
            refusal = error
    context = {"page": import_string(settings.GAP)(public_id), "form": form, "refusal": refusal}
    status = refusal.status if refusal else status_of(form)
    return render(request, "guidelines/curation/gap_page.html", context, status=status)
