"""Who comes to a curator's page: a visitor signs in first, anybody else needs the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase

from apps.accounts.requests import SiteRequest
from apps.guidelines.policies import can_curate, can_settle
from core.actors import Actor
from core.errors import NotPermitted

View = Callable[..., HttpResponseBase]


def curators_page(view: View) -> View:
    """Let curators through. Raises `NotPermitted` for a member who is none."""
    return _guarded(view, can_curate, "This page is for the curators of the guideline store")


def settlers_page(view: View) -> View:
    """Let curators and the advisory board through. Raises `NotPermitted` for other members."""
    return _guarded(view, can_settle, "This page is for curators and the advisory board")


def _guarded(view: View, may_come: Callable[[Actor], bool], refusal: str) -> View:
    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_come(request.actor):
            raise NotPermitted(refusal)
        return view(request, *args, **kwargs)

    return guarded
