"""Services that are away, hung or real, each at an address of its own."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import pytest
import redis
from celery import Celery, current_app
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from core import jobs

# Nothing listens at port 1.
CLOSED: Final = "redis://127.0.0.1:1/0"

RingingAt = Callable[[str], AbstractContextManager[Celery]]


@pytest.fixture
def valkey(settings: Settings) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture
def hung() -> Iterator[str]:
    """A broker that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def doorbells(
    settings: Settings, valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A queue in the real broker that no other test rings, with its breaker closed."""
    queue = f"tests-{uuid.uuid4().hex}"
    settings.CELERY_TASK_DEFAULT_QUEUE = queue
    monkeypatch.setattr(jobs, "_breaker", jobs._Breaker())
    with ringing_at(settings.CELERY_BROKER_URL, queue):
        yield queue
    valkey.delete(queue, f"_kombu.binding.{queue}")


@contextmanager
def ringing_at(url: str, queue: str) -> Iterator[Celery]:
    """The product's Celery configuration at another broker."""
    usual: Any = current_app._get_current_object()
    app = Celery("tests", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.update(broker_url=url, task_default_queue=queue)
    app.set_current()
    try:
        yield app
    finally:
        usual.set_current()
        app.close()


@pytest.fixture
def broker_at(monkeypatch: pytest.MonkeyPatch) -> RingingAt:
    """`with broker_at(url):` rings there, beginning with a closed breaker."""
    monkeypatch.setattr(jobs, "_breaker", jobs._Breaker())
    return lambda url: ringing_at(url, "tests-elsewhere")


@pytest.fixture
def database_away(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every new connection goes to a port where nobody listens."""
    known = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
        yield
        connection.close()
        connection.settings_dict.update(known)
