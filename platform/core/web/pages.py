"""Error pages. Under /api/ they are problem documents, with the same words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from core.api.problems import AWAY, INTERNAL, RETRY_AFTER_SECONDS, domain_problem, problem
from core.errors import DomainError, InvalidInput, NotFound, NotPermitted

API_PREFIX: Final = "/api/"
_UNREADABLE: Final[dict[type[object], str]] = {
    MultiPartParserError: "What was sent arrived damaged. Go back and send it again.",
    RequestDataTooBig: "The text in the form is too long. Go back and shorten it.",
    TooManyFilesSent: "There are too many files in it. Go back and choose fewer.",
}


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page or problem document of one refusal."""
    if request.path.startswith(API_PREFIX):
        return domain_problem(request, error)
    return _page(
        request, status=error.status, title=error.title, detail=error.detail, typed=_typed(request)
    )


def _typed(request: HttpRequest) -> list[str]:
    """What somebody wrote in the form that was refused: values of more than one word. Passwords and
    what could not be read are left out.
    """
    try:
        sent = request.POST.items()
    except (BadRequest, RequestDataTooBig, TooManyFilesSent, MultiPartParserError):
        return []
    return [
        str(value) for name, value in sent if len(str(value).split()) > 1 and "password" not in name
    ]


def _page(
    request: HttpRequest, *, status: int, title: str, detail: str, typed: Sequence[str] = ()
) -> HttpResponse:
    """Rendered without context processors: an error page must not need the database."""
    context = {
        "typed": typed,
        "status": status,
        "title": title,
        "detail": detail,
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("errors/error.html", context), status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(
        request,
        NotFound("There is no page at this address. It may have moved, or it may never have been."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotPermitted("Your account does not have this right here."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = _UNREADABLE.get(type(exception), "The request could not be read.")
    return refusal(request, InvalidInput(said))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = "The form had expired or came from another site. Go back, reload the page, send again."
    return _page(
        request,
        status=403,
        title="The form was not accepted",
        detail=detail,
        typed=_typed(request),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away, else 500. Django calls this while it handles the exception."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    answer = AWAY if is_away else INTERNAL
    detail = (
        "Nothing was lost. Try again in a few seconds."
        if is_away
        else "It has been noted. Nothing was half saved."
    )
    if request.path.startswith(API_PREFIX):
        return problem(
            request, status=answer.status, code=answer.code, title=answer.title, detail=detail
        )
    response = _page(request, status=answer.status, title=answer.title, detail=detail)
    if is_away:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
