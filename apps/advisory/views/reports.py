"""Reporting an error in an article, the receipt of it, and the desk's room for reports."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.middleware import find_actor
from apps.accounts.rate_limit import count_deed
from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.accounts.sessions import visitor_token
from apps.advisory import reports
from apps.advisory.domain.reporting import ReportKind, ReportOutcome
from apps.advisory.forms.reports import AssignForm, CloseForm, ReportForm, ReportListForm
from apps.advisory.models import ErrorReport
from apps.advisory.services.handle_report import acknowledge_report, assign_report, close_report
from apps.advisory.services.report_error import report_error
from apps.articles.domain.lifecycle import State
from apps.articles.models import ArticleVersion
from apps.articles.quoting import quote_part
from apps.articles.selectors import get_shown_version, get_version
from apps.guidelines.forms.paging import checked
from core.errors import InvalidInput, NotFound, TooMany

AT_MOST: Final = 10
AN_HOUR: Final = 3600


@require_http_methods(["GET", "POST"])
def report(request: SiteRequest, slug: str) -> HttpResponse:
    version = _version(request, slug)
    if request.method == "GET":
        form = ReportForm(initial={"part": request.GET.get("part", "")})
        return _form(request, version, form, part=request.GET.get("part", ""), status=200)
    form = ReportForm(request.POST)
    if not form.is_valid():
        part = request.POST.get("part", "")
        return _form(request, version, form, part=part, status=422)
    said = form.cleaned_data
    try:
        count_deed(request, "report", at_most=AT_MOST, seconds=AN_HOUR)
    except TooMany as error:
        form.add_error(None, error.detail)
        return _form(request, version, form, part=said["part"], status=error.status)
    visitor_token(request)
    kept = report_error(
        version=version,
        part=said["part"],
        kind=ReportKind(said["kind"]),
        text=said["text"],
        email=said["email"],
        actor=find_actor(request),
    )
    messages.success(request, _("Thank you. The advisory board has your report."))
    return redirect("report_receipt", kept.receipt_id)


def _version(request: SiteRequest, slug: str) -> ArticleVersion:
    """The version that the page shows, else the one readers get; never a draft."""
    given = request.POST.get("version") or request.GET.get("version", "")
    if not (given.isdecimal() and len(given) < 5):
        return get_shown_version(slug)
    version = get_version(slug, int(given), actor=request.actor)
    if version.state == State.DRAFT:
        raise NotFound("There is no such version")
    return version


def _form(
    request: SiteRequest, version: ArticleVersion, form: ReportForm, *, part: str, status: int
) -> HttpResponse:
    quote = quote_part(version, part, level_of(request))
    context = {"version": version, "form": form, "quote": quote}
    return render(request, "advisory/report_form.html", context, status=status)


@require_GET
def receipt(request: SiteRequest, receipt_id: uuid.UUID) -> HttpResponse:
    found = reports.receipt_of(reports.get_receipt(receipt_id), level_of(request))
    return render(request, "advisory/report_receipt.html", {"receipt": found})


@require_GET
def report_list(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = checked(ReportListForm(request.GET))
    found = reports.report_list(state=form.chosen, page=form.number, actor=request.actor)
    return render(request, "advisory/reports.html", {"found": found})


@require_GET
def report_on_desk(request: SiteRequest, report_id: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    found = reports.get_report(report_id, actor=request.actor)
    return _page(request, found, CloseForm(), status=200)


def _page(
    request: SiteRequest, found: ErrorReport, form: CloseForm, *, status: int
) -> HttpResponse:
    context = {"page": reports.report_page(found), "form": form}
    return render(request, "advisory/report_page.html", context, status=status)


@require_POST
def acknowledge(request: SiteRequest, report_id: uuid.UUID) -> HttpResponse:
    found = reports.get_report(report_id, actor=request.actor)
    acknowledge_report(report=found, actor=request.actor)
    messages.success(request, _("Whoever reported it sees that the board has it."))
    return redirect("report", report_id)


@require_POST
def assign(request: SiteRequest, report_id: uuid.UUID) -> HttpResponse:
    found = reports.get_report(report_id, actor=request.actor)
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Choose somebody of the board."), pointer="/to")
    wanted = form.cleaned_data["to"]
    to = reports.find_member(wanted) if wanted else None
    if wanted and to is None:
        raise InvalidInput(_("Choose somebody of the board."), pointer="/to")
    assign_report(report=found, to=to, actor=request.actor)
    messages.success(request, _("Saved."))
    return redirect("report", report_id)


@require_POST
def close(request: SiteRequest, report_id: uuid.UUID) -> HttpResponse:
    found = reports.get_report(report_id, actor=request.actor)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            _close(request, found, form)
        except InvalidInput as error:
            form.add_error((error.pointer or "/").removeprefix("/") or None, error.detail)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    messages.success(request, _("The report is closed."))
    return redirect("report", report_id)


def _close(request: SiteRequest, found: ErrorReport, form: CloseForm) -> None:
    said = form.cleaned_data
    try:
        version = said["version"] and get_version(
            found.version.article.slug, said["version"], actor=request.actor
        )
        other = said["duplicate_of"] and reports.get_report(
            said["duplicate_of"], actor=request.actor
        )
    except NotFound as error:
        pointer = "/version" if said["outcome"] == "corrected" else "/duplicate_of"
        raise InvalidInput(error.detail, pointer=pointer) from error
    close_report(
        report=found,
        outcome=ReportOutcome(said["outcome"]),
        answer=said["answer"],
        corrected_in=version or None,
        duplicate_of=other or None,
        actor=request.actor,
    )
