"""The page that server_cost.py asks for: Django, no database, 1.2 KB; by WSGI, ASGI and both."""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

Scope = MutableMapping[str, Any]
PAGE = "<!doctype html><title>Hello</title>" + "<p>Hello.</p>" * 90


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


settings.configure(
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this measurement",  # noqa: S106
)
django.setup()
urlpatterns = [path("", hello)]

wsgi = get_wsgi_application()
asgi = get_asgi_application()


async def dispatcher(
    scope: Scope,
    receive: Callable[[], Awaitable[Scope]],
    send: Callable[[Scope], Awaitable[None]],
) -> None:
    """Streams to Django's ASGI handler, pages to its WSGI handler through a2wsgi."""
    chosen: Any = asgi if scope.get("path", "").startswith("/live/") else _pages()
    await chosen(scope, receive, send)


@cache
def _pages() -> Any:
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(wsgi, workers=4)
