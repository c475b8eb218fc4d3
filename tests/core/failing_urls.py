"""Addresses whose views break in ways that no view of the product should."""

from __future__ import annotations

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.domain.roles import Scope
from apps.articles.models import Article
from config.urls import handler400, handler403, handler404, handler500
from core.clock import now
from core.errors import WrongState
from core.models import AuditEntry

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

FAULTS: dict[str, type[Exception]] = {
    "bug": ZeroDivisionError,
    "away": OperationalError,
    "closed": InterfaceError,
    "unstorable": DataError,
    "denied": PermissionError,
}


def break_as_told(how: str) -> None:
    AuditEntry.objects.create(action="half-done", at=now(), actor_kind="system", actor_name="x")
    Article.objects.create(slug="half-done")
    if how == "refused":
        raise WrongState("Not now")
    raise FAULTS[how]("the secret inside of an exception")


def page(request: HttpRequest, how: str) -> HttpResponse:
    break_as_told(how)
    return HttpResponse()


class Endpoint(APIView):
    scope = Scope.READ_ARTICLES

    def get(self, request: Request, how: str) -> Response:
        break_as_told(how)
        return Response()


urlpatterns = [path("<slug:how>/", page), path("api/v1/<slug:how>/", Endpoint.as_view())]
