"""Is the wall standing? Asked at start: a process that could see over it does not run."""

from __future__ import annotations

from typing import Final

from django.apps import apps
from django.db import connections

from core.tenancy.models import TenantModel

# core.tenancy.isolation.POLICY in PostgreSQL's own spelling.
POLICY_AS_KEPT: Final = (
    "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::bigint)"
)


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def find_gaps(alias: str = "default") -> list[str]:
    """What is wrong with the wall, as sentences; empty when it stands. Two queries."""
    tables = [model._meta.db_table for model in tenant_models()]
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        superuser, bypasses = cursor.fetchone()
        cursor.execute(
            """
            SELECT name FROM unnest(%s::text[]) AS name
            LEFT JOIN pg_class c ON c.oid = to_regclass(name)
            WHERE NOT coalesce(c.relrowsecurity AND c.relforcerowsecurity, false)
               OR (SELECT array_agg(
                       pg_get_expr(p.polqual, c.oid) || pg_get_expr(p.polwithcheck, c.oid))
                   FROM pg_policy p WHERE p.polrelid = c.oid) IS DISTINCT FROM ARRAY[%s || %s]
            """,
            [tables, POLICY_AS_KEPT, POLICY_AS_KEPT],
        )
        open_tables = [row[0] for row in cursor.fetchall()]
    gaps = [f"Table {name} is not behind forced row-level security" for name in open_tables]
    if superuser or bypasses:
        gaps.append("DATABASE_URL names a role that bypasses row-level security")
    return gaps
