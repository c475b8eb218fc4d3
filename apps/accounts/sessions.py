"""Binding a session to the tenant it was opened at, and the token of an anonymous visitor."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.contrib.auth import logout

from apps.accounts.requests import HostRequest

TENANT_KEY: Final = "tenant_id"
VISITOR_KEY: Final = "visitor"


def bind_session(*, request: HostRequest, **kwargs: Any) -> None:
    """On sign-in: this session is good at this tenant only."""
    if request.tenant is not None:
        request.session[TENANT_KEY] = request.tenant.id


def refuse_foreign_session(request: HostRequest) -> None:
    """A cookie of one tenant replayed at another's host signs its bearer out."""
    bound = request.session.get(TENANT_KEY)
    if bound is not None and (request.tenant is None or bound != request.tenant.id):
        logout(request)


def visitor_token(request: HostRequest) -> str:
    """The opaque token by which an anonymous browser finds its questions again; made if missing."""
    token = request.session.get(VISITOR_KEY)
    if not token:
        token = secrets.token_urlsafe(24)
        request.session[VISITOR_KEY] = token
    return str(token)
