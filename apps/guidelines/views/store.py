"""The store as readers see it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from apps.guidelines import selectors
from apps.guidelines.browsing import browse, browse_choices
from apps.guidelines.formats.citation import CitedSource
from apps.guidelines.formats.citation_bibtex import write_bibtex
from apps.guidelines.formats.citation_csl import write_csl
from apps.guidelines.formats.citation_ris import write_ris
from apps.guidelines.forms.browse import BrowseForm
from apps.guidelines.pages import Rests
from apps.guidelines.resting import count_answers_on
from apps.guidelines.structured import cited_source
from core.errors import InvalidInput

_IN_SCRIPT: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
# By the name that asks for it: writer, content type, ending of the file.
_CITATIONS: Final[dict[str, tuple[Callable[[CitedSource], str], str, str]]] = {
    "ris": (write_ris, "application/x-research-info-systems", "ris"),
    "bibtex": (write_bibtex, "application/x-bibtex", "bib"),
    "csl": (write_csl, "application/vnd.citationstyles.csl+json", "json"),
}


@require_GET
def store(request: HttpRequest) -> HttpResponse:
    """The overview by topic; with a filter, what was found."""
    form = BrowseForm(request.GET, choices=browse_choices())
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _found(form) if form.chips() else _overview(form)
    # Said after the page is known: there may be no such page.
    status = 200 if form.is_valid() else 422
    return render(request, "guidelines/store.html", context, status=status)


def _overview(form: BrowseForm) -> dict[str, Any]:
    page = selectors.store_page(form.page_number)
    if page.page > page.pages:
        form.refuse_page(page.pages)
        return {}
    return {"page": page, **_beside(form)}


def _found(form: BrowseForm) -> dict[str, Any]:
    found = browse(form.filters(), page=form.page_number)
    if found.page > found.pages:
        form.refuse_page(found.pages)
        return {}
    context = {"found": found, "chips": form.chips(), **_beside(form)}
    form.show_counts(found)
    return context


def _beside(form: BrowseForm) -> dict[str, str]:
    """The addresses of the pages before and after this one."""
    number = form.page_number
    return {"back": form.page_url(number - 1), "on": form.page_url(number + 1)}


@require_GET
def guideline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    address = reverse("guideline", args=[public_id])
    number = request.GET.get("page", "1")
    page = selectors.guideline_page(
        public_id,
        address=request.build_absolute_uri(address),
        edition=request.GET.get("edition", ""),
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0,
    )
    beside = {
        name: f"{address}?{urlencode([('edition', page.shown.label), ('page', page.page + step)])}"
        for name, step in (("back", -1), ("on", 1))
    }
    context = {"page": page, "json_ld": as_script(page.json_ld), **beside}
    return render(request, "guidelines/guideline_page.html", context)


@require_GET
def recommendation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    # Articles lie above the store, so the store asks them by name.
    rests = Rests(
        articles=import_string(settings.CITED_BY)(public_id),
        answers=count_answers_on(public_id),
    )
    address = request.build_absolute_uri(reverse("recommendation", args=[public_id]))
    page = selectors.recommendation_page(public_id, address=address, rests=rests)
    context = {"page": page, "json_ld": as_script(page.json_ld), "formats": list(_CITATIONS)}
    return render(request, "guidelines/recommendation_page.html", context)


@require_GET
def cite(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A file for reference managers. Raises `InvalidInput` for an unknown format."""
    row = selectors.get_recommendation(public_id)
    asked = request.GET.get("format", "")
    if asked not in _CITATIONS:
        formats = ", ".join(_CITATIONS)
        raise InvalidInput(f"The format is one of {formats}", pointer="/format")
    write, content_type, ending = _CITATIONS[asked]
    address = request.build_absolute_uri(reverse("recommendation", args=[public_id]))
    source = cited_source(row, address)
    name = f"{source.key}.{ending}"
    return HttpResponse(
        write(source),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def as_script(document: dict[str, Any]) -> SafeString:
    """JSON for a script element: no text in it can end the element or open a comment."""
    text = json.dumps(document, ensure_ascii=False).translate(_IN_SCRIPT)
    return SafeString(text)
