"""The author's desk: beginning drafts, handing them to the board, putting them away."""

from __future__ import annotations

import json
import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.requests import SiteRequest
from apps.articles.drafts import get_written, is_open
from apps.articles.exporting import export_article
from apps.articles.forms.bringing_in import PackageForm
from apps.articles.forms.writing import NewArticleForm
from apps.articles.gate import gate_report
from apps.articles.pasting import new_package
from apps.articles.services import start_draft
from apps.articles.services.run_gate import refresh_gate
from apps.articles.views.doors import authors_page
from apps.articles.writing import topics, writing_desk
from core.errors import InvalidInput


@require_GET
@authors_page
def desk(request: SiteRequest) -> HttpResponse:
    context = {"desk": writing_desk(request.actor), "form": PackageForm()}
    return render(request, "articles/writing/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def new_article(request: SiteRequest) -> HttpResponse:
    """`?question=` fills the form in: a gap or an unanswered question leads here."""
    if request.method != "POST":
        form = NewArticleForm(initial={"question": request.GET.get("question", "")[:300]})
        return _new(request, form, status=200)
    form = NewArticleForm(request.POST)
    if form.is_valid():
        try:
            version = start_draft.start_article(
                package=new_package(**form.cleaned_data),
                author=author_of(request),
                actor=request.actor,
            )
        except InvalidInput as error:
            form.add_error("question", error.detail)
        else:
            messages.success(request, _("The draft is yours. Nobody but authors sees it."))
            return redirect("writing_editor", version.public_id)
    return _new(request, form, status=422)


def _new(request: SiteRequest, form: NewArticleForm, *, status: int) -> HttpResponse:
    context = {"form": form, "topics": topics()}
    return render(request, "articles/writing/new.html", context, status=status)


@require_POST
@authors_page
def new_version(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    draft, is_new = start_draft.start_version(
        version=version, author=author_of(request), actor=request.actor
    )
    if is_new:
        messages.success(request, _("The draft says what that version says. Change it here."))
    else:
        messages.info(request, _("This article has a draft already. Here it is."))
    return redirect("writing_editor", draft.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def submit(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    """What the gate finds comes first; it stops nothing here, the board reads it too."""
    version = get_written(version_id, actor=request.actor)
    if request.method == "POST":
        start_draft.submit_draft(version=version, actor=request.actor)
        messages.success(request, _("Submitted. The board has it, and its text is fixed."))
        return redirect("article_version", version.article.slug, version.number)
    if not is_open(version):
        return redirect("article_version", version.article.slug, version.number)
    refresh_gate(version)
    context = {"version": version, "gate": gate_report(version, actor=request.actor)}
    return render(request, "articles/writing/submit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def put_away(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    if request.method == "POST":
        if start_draft.put_away(version=version, actor=request.actor):
            messages.success(request, _("The draft is put away. You can take it up again here."))
        return redirect("writing")
    return render(request, "articles/writing/put_away.html", {"version": version})


@require_POST
@authors_page
def take_up(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    start_draft.take_up(version=version, actor=request.actor)
    return redirect("writing_editor", version_id)


@require_GET
@authors_page
def package(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = get_written(version_id, actor=request.actor)
    document = export_article(version, actor=request.actor)
    name = f"{version.article.slug}-v{version.number}.json"
    return HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def author_of(request: SiteRequest) -> User:
    """Whoever came through the door for authors."""
    return cast(User, request.user)
