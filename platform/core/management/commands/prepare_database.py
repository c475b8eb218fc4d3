"""`prepare_database`: roles, migrations, grants. Safe to repeat;
the one thing that needs an administrator.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from core.database.roles import APP, DISPATCHER, MIGRATOR, create_roles, grant_tables, open_schema

_URLS = {
    APP: "DATABASE_URL",
    MIGRATOR: "MIGRATOR_DATABASE_URL",
    DISPATCHER: "DISPATCHER_DATABASE_URL",
}


class Command(BaseCommand):
    help = "Create the database roles (with ADMIN_DATABASE_URL), migrate, and grant."
    # Checks need the tables that this command makes.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if "migrator" not in connections:
            raise CommandError("MIGRATOR_DATABASE_URL: must be set", returncode=2)
        admin_url = os.environ.get("ADMIN_DATABASE_URL")
        if admin_url:
            with psycopg.connect(admin_url, autocommit=True) as admin:
                create_roles(admin, _passwords())
                open_schema(admin)
        call_command(
            "migrate", database="migrator", verbosity=options["verbosity"], interactive=False
        )
        migrator = connections["migrator"]
        migrator.ensure_connection()
        grant_tables(migrator.connection)
        migrator.close()


def _passwords() -> dict[str, str]:
    passwords = {}
    for role, variable in _URLS.items():
        parts = urlsplit(os.environ.get(variable, ""))
        if unquote(parts.username or "") != role or not parts.password:
            raise CommandError(
                f"{variable}: must name the role {role} and its password", returncode=2
            )
        passwords[role] = unquote(parts.password)
    return passwords
