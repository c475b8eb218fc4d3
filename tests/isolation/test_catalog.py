"""The wall as PostgreSQL has it: policies, keys and rights, asked in its own catalog."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.apps import apps
from django.db import connection, models

from core.database.roles import APP
from core.tenancy.models import TenantForeignKey, TenantModel
from core.tenancy.wall import tenant_models

# Directory tables that no organisation owns alone. Everything else of ours is behind the wall.
GLOBAL_MODELS: Final = frozenset(
    {
        "accounts.Tenant",
        "accounts.Domain",
        "accounts.User",
        "accounts.Membership",
        "accounts.PartnerKey",
        # Everything in a library was published for other organisations (ADR 0011).
        "guidelines.Library",
        "guidelines.LibraryRelease",
    }
)
OURS: Final = frozenset({"core", "config", "accounts", "guidelines", "articles", "advisory", "qa"})
POLICY: Final = (
    "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::bigint)"
)

pytestmark = pytest.mark.django_db


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def tenant_tables() -> list[str]:
    return sorted(model._meta.db_table for model in tenant_models())


def tenant_keys() -> list[tuple[str, str, str]]:
    """(table, column, table pointed at) of every foreign key within the tenant."""
    return sorted(
        (model._meta.db_table, field.column, field.remote_field.model._meta.db_table)
        for model in tenant_models()
        for field in model._meta.local_fields
        if isinstance(field, TenantForeignKey)
    )


def test_each_model_of_ours_is_a_tenants_or_known_to_be_everybodys() -> None:
    everybodys = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OURS and not issubclass(model, TenantModel)
    }

    assert everybodys == GLOBAL_MODELS


def test_each_tenant_table_forces_row_level_security() -> None:
    forced = asked(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity"
        " AND relforcerowsecurity ORDER BY relname",
        tenant_tables(),
    )

    assert [row[0] for row in forced] == tenant_tables()


def test_each_tenant_table_has_one_bare_policy_for_everything_and_everybody() -> None:
    policies = asked(
        "SELECT c.relname, p.polpermissive, p.polcmd, p.polroles,"
        " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
        " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY c.relname"
    )

    assert policies == [(table, True, "*", [0], POLICY, POLICY) for table in tenant_tables()]


def test_every_table_with_a_tenant_column_is_behind_the_wall_or_a_directory() -> None:
    holding = asked(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind IN ('r', 'p') AND a.attname = 'tenant_id'"
        " AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity"
    )

    assert {row[0] for row in holding} == {
        "accounts_domain",
        "accounts_membership",
        "accounts_partnerkey",
    }


def test_each_foreign_key_within_the_tenant_is_composite() -> None:
    composite = asked(
        "SELECT r.relname, a.attname, f.relname FROM pg_constraint k"
        " JOIN pg_class r ON r.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid"
        " JOIN pg_attribute t ON t.attrelid = k.conrelid AND t.attnum = k.conkey[1]"
        " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[2]"
        " JOIN pg_attribute ft ON ft.attrelid = k.confrelid AND ft.attnum = k.confkey[1]"
        " JOIN pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = k.confkey[2]"
        " WHERE k.contype = 'f' AND cardinality(k.conkey) = 2 AND t.attname = 'tenant_id'"
        " AND ft.attname = 'tenant_id' AND fa.attname = 'id' AND k.convalidated"
        " ORDER BY 1, 2"
    )

    assert composite == tenant_keys()


def test_no_plain_foreign_key_points_at_a_tenants_table() -> None:
    plain = asked(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 1"
        " AND confrelid = ANY(%s::regclass[])",
        tenant_tables(),
    )

    assert plain == []


def test_no_model_points_at_a_tenants_row_by_a_plain_foreign_key() -> None:
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, TenantForeignKey)
        and isinstance(field.remote_field.model, type)
        and issubclass(field.remote_field.model, TenantModel)
    ]

    assert plain == []


def test_each_unique_index_of_a_tenant_table_begins_with_the_tenant() -> None:
    others = asked(
        "SELECT i.indexrelid::regclass::text FROM pg_index i"
        " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND i.indisunique AND NOT i.indisprimary"
        " AND a.attname IS DISTINCT FROM 'tenant_id'",
        tenant_tables(),
    )

    assert others == []


def test_each_tenant_table_has_the_key_that_composite_foreign_keys_need() -> None:
    keyed = asked(
        "SELECT r.relname FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid"
        " WHERE k.contype = 'u' AND k.conname = r.relname || '_tenant_id_id' ORDER BY 1"
    )

    assert [row[0] for row in keyed] == tenant_tables()


def test_no_materialised_view_and_no_view_with_its_owners_eyes() -> None:
    seeing = asked(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND (relkind = 'm' OR relkind = 'v'"
        " AND NOT coalesce(reloptions @> '{security_invoker=true}', false))"
    )

    assert seeing == []


def test_no_function_of_ours_runs_with_its_owners_rights() -> None:
    definers = asked(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )

    # It counts tables for the planner: takes nothing, returns nothing.
    assert definers == [("guidelines_refresh_statistics",)]


def test_only_the_app_may_have_tables_counted() -> None:
    may = asked(
        "SELECT grantee::regrole::text FROM pg_proc, aclexplode(proacl) "
        "WHERE proname = 'guidelines_refresh_statistics' AND grantee <> proowner"
    )

    assert may == [(APP,)]
