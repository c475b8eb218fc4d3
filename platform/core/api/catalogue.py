"""The page that the `type` of every problem document points at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.api.problems import FOREIGN, INTERNAL
from core.errors import DomainError


def error_codes() -> list[tuple[str, int, str]]:
    """(code, status, title) of everything the API can refuse with, by code."""
    found = {INTERNAL.code: INTERNAL}
    found |= {answer.code: answer for _, answer in FOREIGN}
    codes = {(code, answer.status, answer.title) for code, answer in found.items()}
    waiting: list[type[DomainError]] = [*DomainError.__subclasses__()]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        codes.add((kind.code, kind.status, kind.title))
    return sorted(codes)


@require_GET
def error_catalogue(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/catalogue.html", {"codes": error_codes()})
