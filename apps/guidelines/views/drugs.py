"""Drugs of the store: the history of their status, and its next entry."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.requests import SiteRequest
from apps.guidelines.drugs import find_drugs, get_drug, get_entry, recommending, with_histories
from apps.guidelines.forms.deeds import DrugStatusForm, refusals_shown_in
from apps.guidelines.models import Concept, Work
from apps.guidelines.resting import what_rests_on
from apps.guidelines.services.set_drug_status import Kept, set_drug_status
from apps.guidelines.views.deeds import page_with_form, status_of
from apps.guidelines.views.doors import curators_page
from apps.guidelines.views.saying import say_marked
from apps.guidelines.works import find_sources, get_work
from core.errors import InvalidInput, NotFound

A_PAGE: Final = 25


@require_GET
@curators_page
def drugs(request: SiteRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    listed = Paginator(find_drugs(asked), A_PAGE).get_page(request.GET.get("page"))
    context = {"asked": asked, "listed": listed, "drugs": with_histories(list(listed))}
    return render(request, "guidelines/curation/drugs.html", context)


@page_with_form
@curators_page
def drug(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    concept = get_drug(public_id)
    (item,) = with_histories([concept])
    form = DrugStatusForm(request.POST if request.method == "POST" else None, drug=item)
    if form.is_valid():
        with refusals_shown_in(form):
            kept = _set(concept, form, request)
            messages.success(request, f"{_('The status is kept.')} {say_marked(kept.change)}")
            return redirect("curation_drug", public_id)
    asked = (request.POST or request.GET).get("q", "").strip()
    context = {
        "drug": item,
        "form": form,
        "asked": asked,
        "sources": find_sources(
            asked, chosen=form.cleaned_data.get("work") if form.is_bound else None
        ),
        "resting": what_rests_on(recommending(concept).values_list("pk", flat=True)),
    }
    return render(request, "guidelines/curation/drug.html", context, status=status_of(form))


def _set(drug: Concept, form: DrugStatusForm, request: SiteRequest) -> Kept:
    facts = dict(form.cleaned_data)
    corrects = facts.pop("corrects", None)
    return set_drug_status(
        **{**facts, "work": _source(facts["work"])},
        drug=drug,
        corrects=get_entry(drug, corrects) if corrects else None,
        actor=request.actor,
    )


def _source(public_id: uuid.UUID) -> Work:
    try:
        return get_work(public_id)
    except NotFound as error:
        raise InvalidInput(_("Choose where it stands."), pointer="/work") from error
