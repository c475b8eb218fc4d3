"""Citing in a draft: the search of the store beside a text, and what a step rests on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import SiteRequest
from apps.articles.domain.drafting import PartKind, PartName
from apps.articles.drafts import find_part, get_written
from apps.articles.editor import statement_choices
from apps.articles.forms.citing import BasisForm, CitationsForm, PickForm, SearchForm
from apps.articles.models import ArticleVersion
from apps.articles.services.cite import (
    cite,
    drop_citation,
    move_citation,
    seen_basis,
    set_basis,
)
from apps.articles.views.doors import authors_page
from apps.articles.views.editor import part_asked_for
from apps.guidelines.browsing import Filters, browse
from apps.guidelines.finding import LONGEST_QUERY
from core.errors import InvalidInput, NotFound


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def cite_record(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    """The store, searched by the words of the statement at first; a post picks a record."""
    version = get_written(version_id, actor=request.actor)
    if request.method == "POST":
        return _pick(request, version)
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise NotFound("There is no such part, or the words are too long")
    name: PartName = form.cleaned_data["part"]
    statement = _statement(version, name)
    words = form.cleaned_data["q"] or statement.clinician[:LONGEST_QUERY]
    found = browse(Filters(words=words), page=form.cleaned_data["page"] or 1)
    cited = statement.citations.values_list("recommendation_version__public_id", flat=True)
    context = {
        "version": version,
        "part": str(name),
        "statement": statement,
        "words": words,
        "found": found,
        "cited": {str(public_id) for public_id in cited},
        "marker": statement.unresolved_citations.filter(
            pk=form.cleaned_data["instead_of"] or 0
        ).first(),
    }
    is_fragment = request.headers.get("X-Fragment") == "1"
    template = "articles/writing/_found.html" if is_fragment else "articles/writing/cite.html"
    return render(request, template, context)


def _pick(request: SiteRequest, version: ArticleVersion) -> HttpResponse:
    form = PickForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Pick a recommendation of the list.", pointer="/recommendation")
    name: PartName = form.cleaned_data["part"]
    cite(
        version=version,
        name=name,
        recommendation_id=form.cleaned_data["recommendation"],
        instead_of=form.cleaned_data["instead_of"],
        actor=request.actor,
    )
    return _back(version, name)


@require_POST
@authors_page
def citations(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    """Drop a citation or marker of a statement, or move a citation."""
    version = get_written(version_id, actor=request.actor)
    form = CitationsForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("The page did not say which citation this is.", pointer="/deed")
    name: PartName = form.cleaned_data["part"]
    deed, row = form.cleaned_data["deed"]
    if deed in ("up", "down"):
        move_citation(
            version=version,
            name=name,
            citation=row,
            to=form.way,
            seen=form.cleaned_data["seen"],
            actor=request.actor,
        )
    else:
        kind = "citation" if deed == "drop" else "unresolved"
        drop_citation(version=version, name=name, marker=(kind, row), actor=request.actor)
    return _back(version, name)


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def basis(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    """The statements that a step of the algorithm rests on."""
    version = get_written(version_id, actor=request.actor)
    choices = statement_choices(version)
    if request.method == "POST":
        form = BasisForm(request.POST, rows=[row for row, _, _ in choices])
        if not form.is_valid():
            raise InvalidInput("Choose statements of the list.", pointer="/statements")
        name: PartName = form.cleaned_data["part"]
        set_basis(
            version=version,
            name=name,
            statements=form.cleaned_data["statements"],
            seen=form.cleaned_data["seen"],
            actor=request.actor,
        )
        messages.success(request, _("Saved."))
        return _back(version, name)
    name = part_asked_for(request)
    if name.kind is not PartKind.STEP:
        raise NotFound("There is no such step")
    step = find_part(version, name)
    context = {
        "version": version,
        "part": str(name),
        "step": step,
        "choices": choices,
        "chosen": set(step.bases.values_list("statement", flat=True)),
        "seen": seen_basis(step),
    }
    return render(request, "articles/writing/basis.html", context)


def _statement(version: ArticleVersion, name: PartName) -> Any:
    if name.kind is not PartKind.STATEMENT:
        raise NotFound("There is no such statement")
    return find_part(version, name)


def _back(version: ArticleVersion, name: PartName) -> HttpResponse:
    return redirect(reverse("writing_editor", args=[version.public_id]) + f"#{name}")
