"""Where admins set what the board asks and write down who its members are."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.requests import SiteRequest
from apps.advisory.forms.board import MemberForm, NewMemberForm, RulesForm
from apps.advisory.members import BoardView, board_view, get_member
from apps.advisory.services.keep_member import MemberFacts, add_member, change_member
from apps.advisory.services.set_board_rules import set_board_rules
from apps.advisory.views.doors import admins_page
from core.clock import today


@require_GET
@admins_page
def board_settings(request: SiteRequest) -> HttpResponse:
    view = board_view()
    rules = asdict(view.rules)
    rules["required_specialties"] = "\n".join(view.rules.required_specialties)
    return _show(request, view, RulesForm(initial=rules))


@require_POST
@admins_page
def change_rules(request: SiteRequest) -> HttpResponse:
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _show(request, board_view(), form, status=422)
    if set_board_rules(rules=form.rules, actor=request.actor):
        messages.success(request, _("Saved. The board asks this from now on."))
    return redirect("board_settings")


@require_http_methods(["GET", "POST"])
@admins_page
def add(request: SiteRequest) -> HttpResponse:
    """`?user=` chooses somebody beforehand."""
    unlisted = board_view().unlisted
    if request.method == "GET":
        initial = {"term_from": today(), "user": request.GET.get("user")}
        return _show_member(request, NewMemberForm(unlisted, initial=initial))
    form = NewMemberForm(unlisted, request.POST)
    if not form.is_valid():
        return _show_member(request, form, status=422)
    person = User.objects.get(pk=form.cleaned_data["user"])
    add_member(user=person, facts=form.facts, actor=request.actor)
    messages.success(request, _("%(name)s is on the board's page.") % {"name": person.name})
    return redirect("board_settings")


@require_http_methods(["GET", "POST"])
@admins_page
def change(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = get_member(public_id)
    if request.method == "GET":
        known = {name: getattr(row, name) for name in MemberFacts.__annotations__}
        return _show_member(request, MemberForm(initial=known), name=row.user.name)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _show_member(request, form, name=row.user.name, status=422)
    was_checked = row.credentials_checked_on is not None
    changed = change_member(member=row, facts=form.facts, actor=request.actor)
    messages.success(request, _("Saved."))
    if was_checked and changed.credentials_checked_on is None:
        messages.warning(request, _("The check of the credentials is void; have them checked."))
    return redirect("board_settings")


def _show(
    request: SiteRequest, view: BoardView, form: RulesForm, *, status: int = 200
) -> HttpResponse:
    context = {"board": view, "form": form}
    return render(request, "advisory/board_settings.html", context, status=status)


def _show_member(
    request: SiteRequest, form: MemberForm, *, name: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "name": name}
    return render(request, "advisory/member_edit.html", context, status=status)
