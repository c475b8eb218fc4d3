"""Who comes to an author's page: a visitor signs in first, anybody else needs the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase

from apps.accounts.requests import SiteRequest
from apps.articles.policies import can_write
from core.errors import NotPermitted

View = Callable[..., HttpResponseBase]


def authors_page(view: View) -> View:
    """Let authors through. Raises `NotPermitted` for a member who is none."""

    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not can_write(request.actor):
            raise NotPermitted("This page is for authors")
        return view(request, *args, **kwargs)

    return guarded
