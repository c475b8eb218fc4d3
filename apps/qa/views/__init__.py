"""Asking on a page, a question's own page, and the language model's settings."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.middleware import find_actor
from apps.accounts.reading import chosen_level, level_of
from apps.accounts.requests import SiteRequest
from apps.accounts.sessions import visitor_token
from apps.articles.models import ArticleVersion
from apps.articles.policies import can_write
from apps.articles.selectors import article_page, get_shown_version, library
from apps.qa import selectors
from apps.qa.models import Question
from apps.qa.services.ask import ask
from apps.qa.services.ask_again import ask_again
from apps.qa.services.retry_question import retry_question
from core.errors import InvalidInput
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
    follows = _followed(request)
    try:
        question = ask(
            text=text, level=level, article=article, actor=find_actor(request), follows=follows
        )
    except InvalidInput as error:
        if follows is not None and not _wants_fragment(request):
            refused = {"ask_error": error.detail, "text": text}
            return question_response(request, follows, status=error.status, **refused)
        return _refuse(request, article, text=text, level=level, error=error)
    if _wants_fragment(request):
        return _fragment(request, question, status=201)
    return HttpResponseRedirect(reverse("question", args=[question.public_id]))


def _followed(request: SiteRequest) -> Question | None:
    """The question that this one goes on with, if any. Raises `InvalidInput` for what is no id."""
    given = request.POST.get("follows", "")
    try:
        return selectors.get_question(uuid.UUID(given), actor=request.actor) if given else None
    except ValueError as error:
        raise InvalidInput("There is no such question to go on with") from error


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
    return question_response(request, found, status=200)


def question_response(
    request: SiteRequest, found: Question, *, status: int, **more: object
) -> HttpResponse:
    """The page of a question that this request may read, with what a form on it has to say."""
    context = {**_context(request, found), **more}
    return render(request, "qa/question_page.html", context, status=status)


@require_POST
def again(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    found = selectors.get_question(public_id, actor=request.actor)
    asked = ask_again(question=found, actor=request.actor)
    return HttpResponseRedirect(reverse("question", args=[asked.public_id]))


@require_POST
def retry(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    found = selectors.get_question(public_id, actor=request.actor)
    retry_question(question=found, actor=request.actor)
    return HttpResponseRedirect(reverse("question", args=[found.public_id]))


def _wants_fragment(request: SiteRequest) -> bool:
    return request.headers.get("X-Fragment") == "1"


def _fragment(request: SiteRequest, found: Question, *, status: int) -> HttpResponse:
    return render(request, "qa/_question.html", _context(request, found), status=status)


def _context(request: SiteRequest, found: Question) -> dict[str, object]:
    level = chosen_level(request) or Level(found.level)
    page = selectors.question_page(
        found, tenant=request.tenant, level=level, host=request.get_host()
    )
    return {
        "page": page,
        "levels": level_choices(level),
        "can_draft": can_write(request.actor) and bool(page.answer and page.answer.summary),
    }
