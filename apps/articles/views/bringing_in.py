"""Bringing an article in: pasted Markdown, seen before it is written, and article packages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import SiteRequest
from apps.articles.formats.markdown import MOST_STATEMENTS, MarkdownArticle, read_markdown
from apps.articles.forms.bringing_in import PackageForm, PasteForm
from apps.articles.forms.writing import LONGEST_TITLE
from apps.articles.models import ArticleVersion
from apps.articles.pasting import pasted_package
from apps.articles.services.import_article import import_article
from apps.articles.services.start_draft import start_article
from apps.articles.views.doors import authors_page
from apps.articles.views.writing import author_of
from apps.articles.writing import topics, writing_desk
from core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pasted text becomes; `seen` says which text that was."""

    article: MarkdownArticle
    question: str
    statements: int
    seen: str


@require_http_methods(["GET", "HEAD", "POST"])
@authors_page
def paste(request: SiteRequest) -> HttpResponse:
    """The first post shows what the text becomes; the second, of the same text, writes it."""
    if request.method != "POST":
        return _page(request, PasteForm(), None, status=200)
    form = PasteForm(request.POST, request.FILES)
    preview = _preview(form) if form.is_valid() else None
    if preview and not form.errors and preview.seen == form.cleaned_data["seen"]:
        version = _write(request, form, preview)
        if version is not None:
            messages.success(request, _("The draft is written. Now cite what each text rests on."))
            return redirect("writing_editor", version.public_id)
    question = preview.question if preview else form.data.get("question", "")
    shown = form.again(question=question, seen=preview.seen if preview else "")
    return _page(request, shown, preview, status=422 if form.errors else 200)


@require_POST
@authors_page
def upload(request: SiteRequest) -> HttpResponse:
    form = PackageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            version = import_article(
                package=form.cleaned_data["package"],
                author=author_of(request),
                actor=request.actor,
            )
        except InvalidInput as error:
            form.add_error("package", error.detail)
        else:
            messages.success(request, _("The package is a draft now."))
            return redirect("writing_editor", version.public_id)
    context = {"desk": writing_desk(request.actor), "form": form}
    return render(request, "articles/writing/desk.html", context, status=422)


def _preview(form: PasteForm) -> Preview:
    """Says in the form what keeps the text from being an article."""
    article = read_markdown(form.text)
    question, topic = form.cleaned_data["question"] or article.title, form.cleaned_data["topic"]
    statements = sum(
        1 + len(said.points) for section in article.sections for said in section.statements
    )
    if not question:
        form.add_error("question", _("The text has no heading of the first level. Say what it is."))
    elif len(question) > LONGEST_TITLE:
        form.add_error("question", _("The first heading is too long. Say it in 300 characters."))
    if not statements and article.brief is None:
        form.add_error("markdown", _("There is no text below the headings."))
    if statements > MOST_STATEMENTS:
        form.add_error("markdown", _("The text has more than 600 statements. Paste it in parts."))
    seen = hashlib.sha256("\0".join((form.text, question, topic)).encode()).hexdigest()
    return Preview(article, question, statements, seen)


def _write(request: SiteRequest, form: PasteForm, preview: Preview) -> ArticleVersion | None:
    package = pasted_package(preview.article, preview.question, form.cleaned_data["topic"])
    try:
        return start_article(package=package, author=author_of(request), actor=request.actor)
    except InvalidInput as error:
        form.add_error("question", error.detail)
        return None


def _page(
    request: SiteRequest, form: PasteForm, preview: Preview | None, *, status: int
) -> HttpResponse:
    context = {"form": form, "preview": preview, "topics": topics()}
    return render(request, "articles/writing/paste.html", context, status=status)
