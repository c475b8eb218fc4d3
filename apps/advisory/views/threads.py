"""Comments on the parts of an article: on the desk, and on a page for its authors."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.accounts.services.read_notices import read_notices
from apps.advisory import selectors, threads
from apps.advisory.forms.threads import ReplyForm, SettleForm, ThreadForm
from apps.advisory.models import Thread
from apps.advisory.services import discuss
from core.errors import InvalidInput
from core.levels import level_choices


@require_GET
def comments(request: SiteRequest, slug: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    version = threads.discussed_article(slug, actor=request.actor)
    level = level_of(request)
    found = threads.threads_of(version.article, version=version, level=level)
    read_notices(actor=request.actor, below=request.path)
    context = {"version": version, "threads": found, "levels": level_choices(level)}
    return render(request, "advisory/comments.html", context)


@require_POST
def open_thread(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    version = selectors.get_version_on_desk(version_id, actor=request.actor)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return _again(request, form)
    thread = discuss.open_thread(
        version=version,
        part=form.cleaned_data["part"],
        text=form.cleaned_data["text"],
        actor=request.actor,
    )
    messages.success(request, _("Your comment is there."))
    return redirect(f"{reverse('review', args=[version_id])}#thread-{thread.pk}")


@require_POST
def reply(request: SiteRequest, thread_id: uuid.UUID) -> HttpResponse:
    thread = threads.get_thread(thread_id, actor=request.actor)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _again(request, form)
    discuss.reply(thread=thread, text=form.cleaned_data["text"], actor=request.actor)
    messages.success(request, _("Your comment is there."))
    return _back(thread, form)


@require_POST
def resolve(request: SiteRequest, thread_id: uuid.UUID) -> HttpResponse:
    thread = threads.get_thread(thread_id, actor=request.actor)
    form = _settling(request)
    discuss.resolve(thread=thread, actor=request.actor)
    messages.success(request, _("The thread is resolved."))
    return _back(thread, form)


@require_POST
def reopen(request: SiteRequest, thread_id: uuid.UUID) -> HttpResponse:
    thread = threads.get_thread(thread_id, actor=request.actor)
    form = _settling(request)
    discuss.reopen(thread=thread, actor=request.actor)
    messages.success(request, _("The thread is open again."))
    return _back(thread, form)


def _settling(request: SiteRequest) -> SettleForm:
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("Say from which page you come.", pointer="/back")
    return form


def _again(request: SiteRequest, form: forms.Form) -> HttpResponse:
    """What was typed, with what is wrong with it."""
    return render(request, "advisory/comment_again.html", {"form": form}, status=422)


def _back(thread: Thread, form: forms.Form) -> HttpResponse:
    if form.cleaned_data["back"] == "article":
        place = reverse("article_comments", args=[thread.article.slug])
    else:
        version = threads.newest_submitted(thread.article)
        place = reverse("review", args=[version.public_id])
    return redirect(f"{place}#thread-{thread.pk}")
