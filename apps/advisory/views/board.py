"""The board as everybody sees it: its members, each of them, and what they reviewed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import SiteRequest
from apps.accounts.tenants import tenant_origin
from apps.advisory import members
from apps.advisory.credit import reviews_document, reviews_of
from apps.advisory.forms.board import CheckForm
from apps.advisory.interests import declaration_of, interests_of
from apps.advisory.policies import can_check_credentials, can_read_private_part
from apps.advisory.services.keep_member import check_credentials
from core.errors import InvalidInput


@require_GET
def board(request: SiteRequest) -> HttpResponse:
    return render(request, "advisory/board.html", {"board": members.board_view()})


@require_GET
def member(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    """One member; the private part of an interest for the person, chairs and admins only."""
    row = members.get_member(public_id)
    actor, user_id, is_chair = request.actor, row.user_id, members.is_chair(request.actor)
    sees_private = can_read_private_part(actor, user_id=user_id, is_chair=is_chair)
    context = {
        "member": members.member_view(row),
        "reviews": reviews_of(row.user_id),
        "interests": interests_of(row.user_id, with_private=sees_private),
        "declaration": declaration_of(row.user_id),
        "can_check": can_check_credentials(actor, user_id=user_id, is_chair=is_chair),
    }
    return render(request, "advisory/member.html", context)


@require_GET
def member_reviews(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    """Their credit for reviews as CSL-JSON, which reference managers read."""
    row = members.get_member(public_id)
    document = reviews_document(
        row, organisation=request.tenant.name, origin=tenant_origin(request.tenant)
    )
    response = HttpResponse(document, content_type="application/vnd.citationstyles.csl+json")
    response["Content-Disposition"] = 'attachment; filename="reviews.json"'
    return response


@require_POST
def check(request: SiteRequest, public_id: uuid.UUID) -> HttpResponse:
    row = members.get_member(public_id)
    form = CheckForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("The page did not say which credentials were checked; reload it.")
    check_credentials(member=row, seen=form.cleaned_data["credentials"], actor=request.actor)
    messages.success(request, _("You vouch for these credentials."))
    return redirect("member", public_id)
