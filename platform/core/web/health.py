"""`/healthz`: this process lives. `/readyz`: database, broker and migrations are there too."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string

from core.api.problems import RETRY_AFTER_SECONDS


class HealthMiddleware:
    """Answers before hosts and tenants are looked at: those who ask have neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> JsonResponse:
    try:
        database = database_state()
    finally:
        connection.close()
    state = {"database": database, "broker": broker_state(), **optional_states()}
    # Without its broker the product still takes questions and answers them later, and without
    # what is optional it answers by what it has.
    if database == "ok":
        return JsonResponse(state)
    return JsonResponse(state, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


def database_state() -> str:
    """ok, away, or migrations missing."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "away"
    return "migrations missing" if missing else "ok"


def broker_state() -> str:
    """ok or away, after half a second at most."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.25, socket_connect_timeout=0.25, retry=None
    )
    try:
        client.ping()
    except redis.RedisError:
        return "away"
    finally:
        client.close()
    return "ok"


def optional_states() -> dict[str, str]:
    """ok or away for each of settings.OPTIONAL_SERVICES."""
    return {name: import_string(place)() for name, place in settings.OPTIONAL_SERVICES.items()}
