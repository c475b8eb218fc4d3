"""Withdrawing an article, and what stands at its address then."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import SiteRequest
from apps.articles.domain.lifecycle import State
from apps.articles.forms.withdraw import WithdrawForm
from apps.articles.selectors import get_shown_version
from apps.articles.services import move
from apps.articles.withdrawals import (
    ArticleWithdrawn,
    find_article,
    may_withdraw,
    possible_successors,
)
from core.errors import NotPermitted, WrongState


def withdrawn_page(request: HttpRequest, error: ArticleWithdrawn) -> HttpResponse:
    """The notice, with status 410."""
    context = {"withdrawal": error.withdrawal}
    return render(request, "articles/withdrawn.html", context, status=error.status)


@require_http_methods(["GET", "POST"])
def withdraw(request: SiteRequest, slug: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not may_withdraw(request.actor):
        raise NotPermitted("Only an admin or a chair of the board can withdraw an article")
    try:
        version = get_shown_version(slug)
    except ArticleWithdrawn as error:
        return withdrawn_page(request, error)
    if version.state != State.APPROVED:
        raise WrongState(_("Only an approved version can be withdrawn."))
    form = WithdrawForm(possible_successors(version), request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"version": version, "form": form}
        return render(request, "articles/withdraw.html", context, status=status)
    chosen = form.cleaned_data["successor"]
    move.withdraw(
        version=version,
        reason=form.cleaned_data["reason"],
        successor=find_article(chosen) if chosen else None,
        actor=request.actor,
    )
    messages.success(request, _("Withdrawn. Readers see your reason at its address."))
    return redirect("article", slug)
