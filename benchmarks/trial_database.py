"""A migrated database on a PostgreSQL of its own, entered as the role that serves people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.runtime.interrupts import Interrupts
from config.runtime.trial import trial_environment


@contextmanager
def database() -> Iterator[None]:
    """Django is set up inside, and the database is gone afterwards."""
    with trial_environment(Interrupts()) as environment:
        os.environ.update(environment)
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        from core.database.roles import APP, create_roles, grant_tables

        connection.ensure_connection()
        create_roles(connection.connection, {})
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        connection.ensure_connection()
        grant_tables(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APP}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
            teardown_databases(made, verbosity=0)
