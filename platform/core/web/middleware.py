"""What every response carries and every request must not: request id, security headers, NUL."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse

from core.errors import InvalidInput
from core.web.pages import refusal

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
# The API reference builds inline styles; it shows nothing that a tenant wrote.
REFERENCE_PATH: Final = "/api/docs/"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RequestIdMiddleware:
    """Takes a well-formed `X-Request-ID` or makes one; problem documents and logs repeat it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined] # apps type their requests
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class HeadersMiddleware:
    """Content security policy on every response; no shared cache keeps a page of a tenant."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = CONTENT_SECURITY_POLICY
        if request.path.startswith(REFERENCE_PATH):
            policy = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        response.setdefault("Content-Security-Policy", policy)
        response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class StorableTextMiddleware:
    """Refuses NUL and invalid UTF-8 in path and query, which PostgreSQL would answer with a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raw = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        try:
            text = raw.decode("utf-8") + request.path
        except UnicodeDecodeError:
            text = "\x00"
        if "\x00" in text or "\ufffd" in request.path:
            return refusal(request, InvalidInput("The address has a character that is not text"))
        return self.get_response(request)
