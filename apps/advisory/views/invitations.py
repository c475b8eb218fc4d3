"""Inviting reviewers from outside, and the page that their link opens."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.reading import level_of
from apps.accounts.requests import SiteRequest
from apps.advisory import invitations
from apps.advisory.domain.recommendation import Recommendation
from apps.advisory.forms.invitations import (
    GuestReplyForm,
    GuestThreadForm,
    InviteForm,
    RecommendForm,
)
from apps.advisory.guest import guest_page, guest_thread
from apps.advisory.models import Invitation
from apps.advisory.queue import get_version_in_queue
from apps.advisory.services import discuss
from apps.advisory.services import invite as service
from core.errors import DomainError, InvalidInput
from core.levels import level_choices


@require_GET
def inviting(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    page = invitations.invite_page(version_id, actor=request.actor)
    return render(request, "advisory/invite.html", {"page": page, "form": InviteForm()})


@require_POST
def invite(request: SiteRequest, version_id: uuid.UUID) -> HttpResponse:
    page = invitations.invite_page(version_id, actor=request.actor)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return render(request, "advisory/invite.html", {"page": page, "form": form}, status=422)
    version = get_version_in_queue(version_id, actor=request.actor)
    service.invite(version=version, actor=request.actor, **form.cleaned_data)
    messages.success(request, _("The invitation is on its way."))
    return redirect("review_invite", version_id)


@require_POST
def revoke(request: SiteRequest, invitation_id: uuid.UUID) -> HttpResponse:
    invitation = invitations.get_by_id(invitation_id, actor=request.actor)
    service.revoke(invitation=invitation, actor=request.actor)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("review_invite", invitation.version.public_id)


@require_GET
def invited(request: SiteRequest, key: str) -> HttpResponse:
    return _page(request, key, invitations.get_invitation(key))


@require_POST
def comment(request: SiteRequest, key: str) -> HttpResponse:
    invitation = invitations.get_invitation(key)
    form = GuestThreadForm(request.POST)
    if not form.is_valid():
        return _refused(request, key, invitation)
    thread = discuss.open_thread(
        version=invitation.version,
        part=form.cleaned_data["part"],
        text=form.cleaned_data["text"],
        actor=invitations.acting(invitation),
        invitation=invitation,
    )
    messages.success(request, _("Your comment is there."))
    return redirect(f"{invitations.link_to(invitation)}#thread-{thread.pk}")


@require_POST
def reply(request: SiteRequest, key: str) -> HttpResponse:
    invitation = invitations.get_invitation(key)
    form = GuestReplyForm(request.POST)
    if not form.is_valid():
        return _refused(request, key, invitation)
    thread = guest_thread(form.cleaned_data["thread"], invitation)
    discuss.reply(
        thread=thread,
        text=form.cleaned_data["text"],
        actor=invitations.acting(invitation),
        invitation=invitation,
    )
    messages.success(request, _("Your comment is there."))
    return redirect(f"{invitations.link_to(invitation)}#thread-{thread.pk}")


@require_POST
def recommend(request: SiteRequest, key: str) -> HttpResponse:
    invitation = invitations.get_invitation(key)
    form = RecommendForm(request.POST)
    if not form.is_valid():
        return _refused(request, key, invitation)
    try:
        service.recommend(
            invitation=invitation,
            recommendation=Recommendation(form.cleaned_data["recommendation"]),
            reason=form.cleaned_data["reason"],
        )
    except InvalidInput as refused:
        return _refused(request, key, invitation, refused)
    messages.success(request, _("Thank you. The board sees what you recommend."))
    return redirect(invitations.link_to(invitation))


def _page(
    request: SiteRequest, key: str, invitation: Invitation, *, error: str = "", status: int = 200
) -> HttpResponse:
    level = level_of(request)
    page = guest_page(invitation, tenant=request.tenant, level=level)
    context = {
        "page": page,
        "key": key,
        "levels": level_choices(level),
        "error": error,
        "typed": request.POST,
    }
    return render(request, "advisory/invited.html", context, status=status)


def _refused(
    request: SiteRequest, key: str, invitation: Invitation, refused: DomainError | None = None
) -> HttpResponse:
    """The page again, with what was typed."""
    said = refused.detail if refused else _("Say something, in at most 5,000 characters.")
    return _page(request, key, invitation, error=said, status=422)
