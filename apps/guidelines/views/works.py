"""Publications: found, and marked with what became of them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.guidelines.evidence import resting_on_work
from apps.guidelines.forms.deeds import MarkWorkForm, refusals_shown_in
from apps.guidelines.models import Work
from apps.guidelines.resting import what_rests_on
from apps.guidelines.services.mark_work import mark_work
from apps.guidelines.views.deeds import page_with_form, status_of
from apps.guidelines.views.doors import curators_page
from apps.guidelines.views.saying import say_marked
from apps.guidelines.works import find_works, get_work

A_PAGE = 25


@require_GET
@curators_page
def works(request: SiteRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    listed = Paginator(find_works(asked), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "guidelines/curation/works.html", {"asked": asked, "listed": listed})


@page_with_form
@curators_page
def work(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    found = get_work(public_id)
    form = MarkWorkForm(
        request.POST if request.method == "POST" else None, initial=_as_it_stands(found)
    )
    if form.is_valid():
        with refusals_shown_in(form):
            change = mark_work(work=found, actor=request.actor, **form.cleaned_data)
            messages.success(request, f"{_('The publication is marked.')} {say_marked(change)}")
            return redirect("curation_work", public_id)
    context = {
        "work": found,
        "form": form,
        "resting": what_rests_on(resting_on_work(found).values_list("pk", flat=True)),
    }
    return render(request, "guidelines/curation/work.html", context, status=status_of(form))


def _as_it_stands(found: Work) -> dict[str, object]:
    return {
        "integrity": found.integrity,
        "note": found.integrity_note,
        "since": found.integrity_since,
    }
