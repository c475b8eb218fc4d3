"""Taking the store out as a file: for curators."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.exporting import get_guideline, guideline_choices
from apps.guidelines.forms.exports import ExportForm
from apps.guidelines.services.export_store import ExportFormat, export_store
from apps.guidelines.views.doors import curators_page
from core.errors import InvalidInput

PAGE = "guidelines/curation/exports.html"


@require_GET
@curators_page
def exports(request: SiteRequest) -> HttpResponse:
    """`?guideline=` chooses one beforehand."""
    initial = {"guideline": request.GET.get("guideline", "")}
    form = ExportForm(guidelines=guideline_choices(), initial=initial)
    return render(request, PAGE, {"form": form})


@require_POST
@curators_page
def download(request: SiteRequest) -> HttpResponseBase:
    form = ExportForm(request.POST, guidelines=guideline_choices())
    if form.is_valid():
        chosen = form.cleaned_data["guideline"]
        try:
            file = export_store(
                format=ExportFormat(form.cleaned_data["format"]),
                guideline=get_guideline(chosen) if chosen else None,
                actor=request.actor,
            )
        except InvalidInput as refusal:
            form.add_error(None, refusal.detail)
        else:
            return FileResponse(
                file.content,
                as_attachment=True,
                filename=file.name,
                content_type=file.content_type,
            )
    return render(request, PAGE, {"form": form}, status=422)
