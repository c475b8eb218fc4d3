"""Concepts and the words for them."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.forms.terms import FindForm, TermForm
from apps.guidelines.services.own_terms import add_term, remove_term
from apps.guidelines.terms import concept_words, find_concepts, get_own_term
from apps.guidelines.views.doors import curators_page
from core.errors import InvalidInput, NotFound


@require_GET
@curators_page
def words(request: SiteRequest) -> HttpResponse:
    form = FindForm(request.GET)
    if not form.is_valid():
        raise InvalidInput("A search has at most 200 characters.", pointer="/q")
    key = form.cleaned_data["concept"]
    if key:
        return _concept(request, key, TermForm(initial={"concept": key}), status=200)
    found = find_concepts(form.cleaned_data["q"])
    return render(request, "guidelines/curation/words.html", {"form": form, "found": found})


@require_POST
@curators_page
def add(request: SiteRequest) -> HttpResponse:
    form = TermForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            term = add_term(
                concept_key=facts["concept"],
                text=facts["text"],
                kind=facts["kind"],
                context=facts["context"],
                actor=request.actor,
            )
        except InvalidInput as refusal:
            form.add_error((refusal.pointer or "/text").strip("/"), refusal.detail)
        else:
            messages.success(
                request, _("“%(term)s” is searched from now on.") % {"term": term.text}
            )
            return _to(term.concept.key)
    return _concept(request, request.POST.get("concept", ""), form, status=422)


@require_POST
@curators_page
def remove(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    term = get_own_term(public_id)
    remove_term(term=term, actor=request.actor)
    messages.success(
        request, _("“%(term)s” is no longer searched as a word for it.") % {"term": term.text}
    )
    return _to(term.concept.key)


def _concept(request: SiteRequest, key: str, form: TermForm, *, status: int) -> HttpResponse:
    shown = concept_words(key)
    if shown is None:
        raise NotFound("There is no such concept in this store")
    context = {"shown": shown, "form": form}
    return render(request, "guidelines/curation/concept_words.html", context, status=status)


def _to(key: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('words')}?{urlencode({'concept': key})}")
