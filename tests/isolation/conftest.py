"""The world that the walk walks through, and a role that single tests step into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from core.database.roles import APP
from tests.isolation.world import World, make_world


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield shared_world
        transaction.set_rollback(True)


@pytest.fixture
def as_superuser(request: pytest.FixtureRequest) -> Iterator[None]:
    """The administrator of the test database, whom row-level security does not hold."""
    request.getfixturevalue("world" if "world" in request.fixturenames else "db")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP}")
