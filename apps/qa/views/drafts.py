"""Turning an answer into a draft."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from apps.accounts.requests import SiteRequest
from apps.qa import selectors
from apps.qa.services.draft_article import draft_article
from core.errors import NotPermitted


@require_POST
def turn_into_draft(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    question = selectors.get_question(public_id, actor=request.actor)
    if not request.user.is_authenticated:
        raise NotPermitted("Only an author who asked can turn the answer into a draft")
    version, is_new = draft_article(question=question, author=request.user, actor=request.actor)
    messages.success(
        request,
        gettext("The answer is a draft now.")
        if is_new
        else gettext("This answer was turned into a draft already. Here it is."),
    )
    return redirect("article_version", version.article.slug, version.number)
