"""The three database roles, made by prepare_database: migrator owns the tables and bypasses
row-level security (an owner that does not would silently see nothing), app serves people and is
held by the wall, dispatcher sees the queue columns of all tenants and nothing else.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg
from django.apps import apps
from psycopg import sql

from core.queue.models import QueuedWork

APP: Final = "consilium_app"
MIGRATOR: Final = "consilium_migrator"
DISPATCHER: Final = "consilium_dispatcher"

_ATTRIBUTES: Final = {
    MIGRATOR: "NOSUPERUSER BYPASSRLS",
    APP: "NOSUPERUSER NOBYPASSRLS",
    DISPATCHER: "NOSUPERUSER BYPASSRLS",
}
_SETTINGS: Final = {
    APP: {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
    },
    DISPATCHER: {"statement_timeout": "5s", "lock_timeout": "3s"},
}


def create_roles(admin: psycopg.Connection[Any], passwords: dict[str, str]) -> None:
    """Create or update the roles. `admin` must be a superuser, or hold CREATEROLE and BYPASSRLS.

    A role without a password here keeps what it has; a new one cannot sign in (tests SET ROLE).
    """
    for role, attributes in _ATTRIBUTES.items():
        name = sql.Identifier(role)
        exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if not exists:
            admin.execute(sql.SQL("CREATE ROLE {}").format(name))
        admin.execute(sql.SQL("ALTER ROLE {} {}").format(name, sql.SQL(attributes)))
        if role in passwords:
            admin.execute(
                sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
                    name, sql.Literal(passwords[role])
                )
            )
        for setting, value in _SETTINGS.get(role, {}).items():
            admin.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    name, sql.Identifier(setting), sql.Literal(value)
                )
            )


def open_schema(admin: psycopg.Connection[Any]) -> None:
    """Let the migrator create tables in this database, and nobody else; the others may look.

    With pgvector, which only an administrator may create.
    """
    admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS vector"))
    admin.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    admin.execute(
        sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(sql.Identifier(MIGRATOR))
    )
    admin.execute(
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(
            sql.Identifier(APP), sql.Identifier(DISPATCHER)
        )
    )
    admin.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}, {}").format(
            sql.Identifier(admin.info.dbname), *(sql.Identifier(role) for role in _ATTRIBUTES)
        )
    )


def grant_tables(owner: psycopg.Connection[Any]) -> None:
    """What app and dispatcher may do with the tables as they are now. After every migration."""
    app, dispatcher = sql.Identifier(APP), sql.Identifier(DISPATCHER)
    owner.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            app
        )
    )
    owner.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(app))
    owner.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app))
    for model in apps.get_models():
        table = sql.Identifier(model._meta.db_table)
        # Tenants' tables say it, and directories that are written once (releases of a library).
        if getattr(model, "append_only", False):
            owner.execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(table, app))
        if issubclass(model, QueuedWork):
            owner.execute(
                sql.SQL("GRANT SELECT ({}), UPDATE ({}) ON {} TO {}").format(
                    sql.SQL(", ").join(map(sql.Identifier, model.dispatcher_reads)),
                    sql.SQL(", ").join(map(sql.Identifier, model.dispatcher_writes)),
                    table,
                    dispatcher,
                )
            )
