"""Pages: a domain error becomes its page."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse

from core.errors import DomainError, InvalidInput
from core.web.pages import refusal


class RefusalMiddleware:
    """Turns a `DomainError` out of a page's view into the page that says it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return refusal(request, exception)
        if isinstance(exception, DataError):
            return refusal(request, InvalidInput("Something in the request cannot be stored."))
        return None
