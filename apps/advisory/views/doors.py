"""Who comes to a page of the board's people: a visitor signs in first, others need the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from apps.accounts.requests import SiteRequest
from apps.advisory.policies import can_declare, can_set_board
from core.actors import Actor
from core.errors import NotPermitted

View = Callable[..., HttpResponse]


def admins_page(view: View) -> View:
    """Let admins through. Raises `NotPermitted` for others."""
    return _guarded(view, can_set_board, "The organisation's settings are for its admins")


def members_page(view: View) -> View:
    """Let members of the board through. Raises `NotPermitted` for others."""
    return _guarded(view, can_declare, "Only members of the advisory board declare interests here")


def _guarded(view: View, may_come: Callable[[Actor], bool], refusal: str) -> View:
    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_come(request.actor):
            raise NotPermitted(refusal)
        return view(request, *args, **kwargs)

    return guarded
