"""The editor of one draft: its page, and what its forms send."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.articles.domain.drafting import Addition, PartName
from apps.articles.drafts import base_of, find_part, get_written, is_open
from apps.articles.editor import editor_page, is_worded, value_of
from apps.articles.forms.writing import (
    FIELDS,
    AddForm,
    PartForm,
    RemoveForm,
    RestoreForm,
    SaveForm,
)
from apps.articles.gate import by_place, gate_report
from apps.articles.models import ArticleVersion
from apps.articles.services.add_part import add_part
from apps.articles.services.edit_draft import save_part
from apps.articles.services.move_part import move_part
from apps.articles.services.remove_part import remove_part, restore_part, seen_whole
from apps.articles.services.run_gate import refresh_gate
from apps.articles.views.doors import authors_page
from apps.articles.writing import sent_back_reason
from core.errors import DomainError, InvalidInput, LostRace, NotFound
from core.levels import Level, level_choices


@dataclass(frozen=True, slots=True)
class Typed:
    """A field of a part that was not saved: what was typed, and what stands there now."""

    name: str
    label: str
    mine: str
    there: str


@require_GET
@authors_page
def editor(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    """Leads to the article's page where the version is no open draft."""
    version = get_written(version_id, actor=request.actor)
    if not is_open(version):
        return redirect("article_version", version.article.slug, version.number)
    refresh_gate(version)
    level = level_of(request)
    reason, reason_by = sent_back_reason(version)
    context = {
        "page": editor_page(version, level=level, actor=request.actor),
        "levels": level_choices(level),
        "reason": reason,
        "reason_by": reason_by,
    }
    response = render(request, "articles/writing/editor.html", context)
    # Sections are kept between requests, and the token is not the same in any two.
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    response.content = response.content.replace(b"<!--csrf-->", token.encode())
    return response


@require_POST
@authors_page
def save(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    """Save one part, then move it if that was asked. Nothing typed is lost: what cannot be saved
    comes back beside what stands there.
    """
    version = get_written(version_id, actor=request.actor)
    form = SaveForm(request.POST)
    name = _part_of(form)
    if not form.is_valid():
        return _kept(request, version, name, _first_fault(form))
    level = Level(form.cleaned_data["level"])
    try:
        save_part(
            version=version,
            name=name,
            level=level,
            changes=form.changes,
            base=form.cleaned_data["base"],
            actor=request.actor,
        )
    except (InvalidInput, LostRace) as error:
        return _kept(request, version, name, error)
    if _wants_fragment(request):
        return _saved(request, version, name, level)
    if form.move is not None:
        move_part(
            version=version,
            name=name,
            to=form.move,
            seen=form.cleaned_data["seen"],
            actor=request.actor,
        )
    return _to_part(version_id, name)


@require_POST
@authors_page
def add(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    form = AddForm(request.POST)
    try:
        if not form.is_valid():
            raise _first_fault(form)
        name = add_part(
            version=version,
            what=Addition(form.cleaned_data["what"]),
            to=form.cleaned_data["to"],
            added=form.added,
            actor=request.actor,
        )
    except InvalidInput as error:
        context = {"version": version, "typed": request.POST, "error": error}
        return render(request, "articles/writing/not_added.html", context, status=422)
    return _to_part(version_id, name)


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def remove(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    if request.method == "POST":
        form = RemoveForm(request.POST)
        if not form.is_valid():
            raise _first_fault(form)
        remove_part(
            version=version,
            name=form.cleaned_data["part"],
            seen=form.cleaned_data["seen"],
            actor=request.actor,
        )
        messages.success(request, _("Deleted. You can put it back from the list of the deleted."))
        return redirect(reverse("writing_editor", args=[version_id]) + "#removed")
    row = find_part(version, part_asked_for(request))
    if isinstance(row, ArticleVersion):
        return redirect("writing_put_away", version_id)
    context = {"version": version, "row": row, "part": request.GET["part"], "seen": seen_whole(row)}
    return render(request, "articles/writing/remove.html", context)


@require_POST
@authors_page
def restore(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise _first_fault(form)
    restore_part(version=version, removed_id=form.cleaned_data["removed"], actor=request.actor)
    messages.success(request, _("It is back where it was."))
    return redirect("writing_editor", version_id)


def part_asked_for(request: SiteRequest) -> PartName:
    """The part that the address names. Raises `NotFound`."""
    form = PartForm(request.GET)
    if not form.is_valid():
        raise NotFound("There is no such part")
    name: PartName = form.cleaned_data["part"]
    return name


def _to_part(version_id: uuid.UUID, name: PartName) -> HttpResponse:
    return redirect(reverse("writing_editor", args=[version_id]) + f"#{name}")


def _wants_fragment(request: SiteRequest) -> bool:
    return request.headers.get("X-Fragment") == "1"


def _part_of(form: SaveForm) -> PartName:
    """Raises `InvalidInput` where the page did not say which part this is."""
    form.full_clean()
    name: PartName | None = form.cleaned_data.get("part")
    if name is None:
        raise InvalidInput("The page did not say which part this is.", pointer="/part")
    return name


def _first_fault(form: Any) -> InvalidInput:
    name, errors = next(iter(form.errors.items()))
    return InvalidInput(errors[0], pointer=f"/{name}")


def _saved(
    request: SiteRequest, version: ArticleVersion, name: PartName, level: Level
) -> HttpResponse:
    """What the page needs to go on: the new base, and the findings of all places."""
    current = get_written(version.public_id, actor=request.actor)
    row = find_part(current, name)
    gate = gate_report(current, actor=request.actor)
    context = {
        "base": base_of(row),
        "is_own": is_worded(row, level),
        "gate": gate,
        "places": by_place(gate.findings),
    }
    return render(request, "articles/writing/_saved.html", context)


def _kept(
    request: SiteRequest, version: ArticleVersion, name: PartName, error: DomainError
) -> HttpResponse:
    current = get_written(version.public_id, actor=request.actor)
    row = find_part(current, name)
    level = Level(request.POST["level"]) if request.POST.get("level") in list(Level) else None
    context = {
        "version": current,
        "part": str(name),
        "level": level or level_of(request),
        "base": base_of(row),
        "fields": tuple(_typed(request.POST, FIELDS[name.kind], row, level or level_of(request))),
        "error": error,
        "is_race": isinstance(error, LostRace),
    }
    is_fragment = _wants_fragment(request)
    template = "articles/writing/_kept.html" if is_fragment else "articles/writing/kept.html"
    return render(request, template, context, status=409 if context["is_race"] else 422)


def _typed(
    data: Mapping[str, str], fields: Mapping[str, Any], row: Any, level: Level
) -> Iterable[Typed]:
    for name, label in fields.items():
        if name in data:
            yield Typed(name, str(label), data[name], value_of(row, name, level))
