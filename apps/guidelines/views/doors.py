"""Who comes to a curator's page: a visitor signs in first, anybody else has to be a curator."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from apps.accounts.requests import SiteRequest
from apps.guidelines.policies import can_curate
from core.errors import NotPermitted

View = Callable[..., HttpResponse]


def curators_page(view: View) -> View:
    """Let curators through. Raises `NotPermitted` for a member who is none."""

    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not can_curate(request.actor):
            raise NotPermitted("This page is for the curators of the guideline store")
        return view(request, *args, **kwargs)

    return guarded
