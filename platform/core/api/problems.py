"""Errors of the API as RFC 9457 problem documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions

from core.errors import DomainError

TYPE_BASE: Final = "/api/docs/errors#"
RETRY_AFTER_SECONDS: Final = "5"


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of foreign exception is answered."""

    status: int
    code: str
    title: str


_WHO: Final = Answer(401, "not_authenticated", "A valid API key is needed")
_NOT_YOU: Final = Answer(403, "not_permitted", "This needs a right that you do not have")
_NOT_HERE: Final = Answer(404, "not_found", "There is nothing here")
AWAY: Final = Answer(503, "unavailable", "The service is not available for a moment")
INTERNAL: Final = Answer(500, "internal", "Something went wrong on our side")

# What Django, the REST framework and the database raise.
FOREIGN: Final[tuple[tuple[type[Exception], Answer], ...]] = (
    (exceptions.NotAuthenticated, _WHO),
    (exceptions.AuthenticationFailed, _WHO),
    (exceptions.PermissionDenied, _NOT_YOU),
    (PermissionDenied, _NOT_YOU),
    (exceptions.NotFound, _NOT_HERE),
    (Http404, _NOT_HERE),
    (
        exceptions.MethodNotAllowed,
        Answer(405, "method_not_allowed", "That method is not served here"),
    ),
    (
        exceptions.NotAcceptable,
        Answer(406, "not_acceptable", "That representation is not available"),
    ),
    (exceptions.UnsupportedMediaType, Answer(415, "unsupported_media_type", "Send JSON")),
    (RequestDataTooBig, Answer(413, "too_large", "The request is too large")),
    (exceptions.ParseError, Answer(400, "malformed", "The request could not be read")),
    (DataError, Answer(400, "invalid", "Something in the request is not valid")),
    (OperationalError, AWAY),
    (InterfaceError, AWAY),
)


def problem(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    title: str,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
    **extra: Any,
) -> JsonResponse:
    """One problem document; 401 and 503 carry the headers that belong to them."""
    body: dict[str, Any] = {
        "type": f"{TYPE_BASE}{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
        **extra,
    }
    if errors:
        body["errors"] = errors
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    if status == 503:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def handle(exception: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """The REST framework's exception handler. Unknown exceptions go on to the 500 page."""
    request: HttpRequest = context["request"]
    # A refusal inside an organisation's unit of work leaves nothing half done.
    if getattr(request, "tenant", None) is not None:
        transaction.set_rollback(True)
    if isinstance(exception, DomainError):
        return domain_problem(request, exception)
    if isinstance(exception, exceptions.ValidationError):
        errors = list(_flatten(exception.get_full_details(), ""))
        return problem(
            request,
            status=400,
            code="invalid",
            title="Something in the request is not valid",
            detail=errors[0]["detail"],
            errors=errors,
        )
    for kind, answer in FOREIGN:
        if isinstance(exception, kind):
            says_why = answer.status in (400, 401, 405, 415)
            detail = str(getattr(exception, "detail", "")) if says_why else ""
            return problem(
                request, status=answer.status, code=answer.code, title=answer.title, detail=detail
            )
    return None


def domain_problem(request: HttpRequest, error: DomainError) -> JsonResponse:
    errors = (
        [{"pointer": error.pointer, "code": error.code, "detail": error.detail}]
        if error.pointer
        else None
    )
    return problem(
        request,
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.detail,
        errors=errors,
        **error.extra,
    )


def _flatten(details: Any, pointer: str) -> Any:
    """Yield one {pointer, code, detail} for each leaf of DRF's nested validation details."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        yield {"pointer": pointer, "code": str(details["code"]), "detail": str(details["message"])}
    elif isinstance(details, dict):
        for key, value in details.items():
            yield from _flatten(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
    else:
        for index, value in enumerate(details):
            is_leaf = isinstance(value, dict) and "message" in value
            yield from _flatten(value, pointer if is_leaf else f"{pointer}/{index}")
