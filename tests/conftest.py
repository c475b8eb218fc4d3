"""The database under the app's own role, and the cast. Everything else a test makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.db.backends.signals import connection_created
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings

from core.database.roles import APP, DISPATCHER, create_roles, grant_tables
from tests.cast import Cast, make_cast
from tests.guidelines.encoding import encoder

__all__ = ["encoder"]

# How long an example takes says something of the machine, not of the promise.
settings.register_profile("consilium", deadline=None)
settings.load_profile("consilium")

ROLES = {"default": APP, "dispatcher": DISPATCHER}


def take_role(*, connection: Any, **kwargs: Any) -> None:
    """As administrator tests would walk over the wall: every connection steps down first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLES[connection.alias]}")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        default = connections["default"]
        database = default.settings_dict
        for alias in ROLES:
            name = f"test_{database['NAME']}_{worker or 'main'}"
            connections[alias].settings_dict["TEST"]["NAME"] = name
        # Roles belong to the whole server: two workers must not make them at once.
        with psycopg.connect(**default.get_connection_params(), autocommit=False) as admin:
            admin.execute("SELECT pg_advisory_xact_lock(20261122)")
            create_roles(admin, {})
        databases = setup_databases(verbosity=0, interactive=False)
        default.ensure_connection()
        grant_tables(default.connection)
        with default.cursor() as cursor:
            # Only tests empty tables; the product's role may not.
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APP}")
        for alias in ROLES:
            connections[alias].close()
        connection_created.connect(take_role, dispatch_uid="tests.take_role")
    yield
    with django_db_blocker.unblock():
        connection_created.disconnect(dispatch_uid="tests.take_role")
        for alias in ROLES:
            connections[alias].close()
        teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True)
def _forget_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
