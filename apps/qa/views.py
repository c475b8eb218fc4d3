"""Asking on a page, a question's own page, and the language model's settings."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.middleware import find_actor
from apps.accounts.reading import chosen_level, level_of
from apps.accounts.requests import SiteRequest
from apps.accounts.sessions import visitor_token
from apps.articles.models import ArticleVersion
from apps.articles.selectors import article_page, get_shown_version, library
from apps.qa import selectors
from apps.qa.forms.rewording import RewordingPolicyForm
from apps.qa.language_model import current_policy, language_model_page
from apps.qa.models import Question
from apps.qa.policies import can_manage_model
from apps.qa.services.ask import ask
from apps.qa.services.set_rewording_policy import set_rewording_policy
from core.errors import InvalidInput, NotPermitted
from core.levels import Level, find_level, level_choices


@require_POST
def ask_under_article(request: SiteRequest, slug: str) -> HttpResponse:
    return _ask(request, get_shown_version(slug))


@require_POST
def ask_in_library(request: SiteRequest) -> HttpResponse:
    return _ask(request, None)


def _ask(request: SiteRequest, article: ArticleVersion | None) -> HttpResponse:
    text = request.POST.get("text", "")
    visitor_token(request)
    level = find_level(request.POST.get("level")) or level_of(request)
    try:
        question = ask(text=text, level=level, article=article, actor=find_actor(request))
    except InvalidInput as error:
        return _refuse(request, article, text=text, level=level, error=error)
    if _wants_fragment(request):
        return _fragment(request, question, status=201)
    return HttpResponseRedirect(reverse("question", args=[question.public_id]))


def _refuse(
    request: SiteRequest,
    article: ArticleVersion | None,
    *,
    text: str,
    level: Level,
    error: InvalidInput,
) -> HttpResponse:
    """The page it was asked on, with the reason, and the text still in the box."""
    if _wants_fragment(request):
        context: dict[str, object] = {"error": error.detail}
        return render(request, "qa/_refused.html", context, status=error.status)
    context = {"levels": level_choices(level), "ask_error": error.detail, "text": text}
    if article is None:
        context["topics"] = library()
        return render(request, "articles/library.html", context, status=error.status)
    context["page"] = article_page(article, tenant=request.tenant, level=level)
    return render(request, "articles/article_page.html", context, status=error.status)


@require_GET
def question(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    found = selectors.get_question(public_id, actor=request.actor)
    if _wants_fragment(request):
        return _fragment(request, found, status=200)
    return render(request, "qa/question_page.html", _context(request, found))


def _wants_fragment(request: SiteRequest) -> bool:
    return request.headers.get("X-Fragment") == "1"


def _fragment(request: SiteRequest, found: Question, *, status: int) -> HttpResponse:
    return render(request, "qa/_question.html", _context(request, found), status=status)


def _context(request: SiteRequest, found: Question) -> dict[str, object]:
    level = chosen_level(request) or Level(found.level)
    page = selectors.question_page(
        found, tenant=request.tenant, level=level, host=request.get_host()
    )
    return {"page": page, "levels": level_choices(level)}


@require_GET
def language_model(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not can_manage_model(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    policy = current_policy()
    initial = {"is_on": policy.is_on, "monthly_tokens": policy.monthly_tokens}
    return _language_model_page(request, RewordingPolicyForm(initial=initial), status=200)


@require_POST
def change_language_model(request: SiteRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("language_model"))
    if not can_manage_model(request.actor):
        raise NotPermitted("The organisation's settings are for its admins")
    form = RewordingPolicyForm(request.POST)
    if not form.is_valid():
        return _language_model_page(request, form, status=422)
    if set_rewording_policy(**form.cleaned_data, actor=request.actor):
        messages.success(request, _("Saved."))
    return redirect("language_model")


def _language_model_page(
    request: SiteRequest, form: RewordingPolicyForm, *, status: int
) -> HttpResponse:
    context = {"page": language_model_page(), "form": form}
    return render(request, "qa/language_model.html", context, status=status)
