"""The room of imports: upload, look at what would change, decide."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import SiteRequest
from apps.guidelines.formats.reading import SourceFile
from apps.guidelines.forms.imports import ApproveForm, IssuesForm, PlanForm, UploadForm
from apps.guidelines.forms.paging import checked, page_of
from apps.guidelines.import_plans import import_plan
from apps.guidelines.imports import get_import, import_head, import_issues, import_list
from apps.guidelines.intake.limits import MEGABYTE, UPLOAD
from apps.guidelines.services.decide_import import approve_import, reject_import, retry_import
from apps.guidelines.services.start_import import start_import
from apps.guidelines.views.doors import curators_page
from core.errors import InvalidInput


@require_http_methods(["GET", "HEAD", "POST"])
@curators_page
def imports(request: SiteRequest) -> HttpResponse:
    if request.method != "POST":
        return _list(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["files"]
        try:
            run = start_import(
                files=[SourceFile(file.name, file.read()) for file in sent],
                rating_system=form.cleaned_data["rating_system"],
                actor=request.actor,
            )
        except InvalidInput as refusal:
            form.add_error((refusal.pointer or "/files")[1:], refusal.detail)
        else:
            messages.success(request, _("The upload is here. It is read now."))
            return redirect("import", run.public_id)
    return _list(request, form, status=422)


def _list(request: SiteRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "found": import_list(page_of(request.GET)),
        "form": form,
        "most_files": UPLOAD.entries,
        "most_megabytes": UPLOAD.unpacked // MEGABYTE,
    }
    return render(request, "guidelines/curation/imports.html", context, status=status)


@require_GET
@curators_page
def import_page(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    form = checked(PlanForm(request.GET))
    run = get_import(public_id)
    context = {
        "head": import_head(run),
        "plan": import_plan(run, change=form.cleaned_data["change"], page=form.number),
        "issues": import_issues(run),
    }
    return render(request, "guidelines/curation/import_page.html", context)


@require_GET
@curators_page
def issues(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    form = checked(IssuesForm(request.GET))
    run = get_import(public_id)
    found = import_issues(run, severity=form.cleaned_data["severity"], page=form.number)
    context = {"head": import_head(run), "issues": found}
    return render(request, "guidelines/curation/import_issues.html", context)


@require_POST
@curators_page
def approve(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    run = get_import(public_id)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(
            _("The page did not say which plan was seen; reload it and decide again")
        )
    approve_import(run=run, plan_sha256=form.cleaned_data["plan_sha256"], actor=request.actor)
    messages.success(request, _("You approved this import. It is stored now."))
    return redirect("import", public_id)


@require_POST
@curators_page
def reject(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    reject_import(run=get_import(public_id), actor=request.actor)
    messages.success(request, _("This import is closed. Nothing was stored."))
    return redirect("import", public_id)


@require_POST
@curators_page
def retry(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    retry_import(run=get_import(public_id), actor=request.actor)
    messages.success(request, _("This import is tried again."))
    return redirect("import", public_id)
