"""What the three database roles may do, and that a process with more refuses to serve."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections
from django.db.models import Model

from core.database.roles import APP, DISPATCHER, MIGRATOR, grant_tables
from core.queue.models import QueuedWork
from core.queue.sweep import queued_models
from core.tenancy.wall import find_gaps

pytestmark = pytest.mark.django_db


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def test_the_roles_hold_what_they_need_and_no_more() -> None:
    roles = asked(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname",
        [APP, DISPATCHER, MIGRATOR],
    )

    assert roles == [
        (APP, False, False, False, False, False),
        (DISPATCHER, False, True, False, False, False),
        (MIGRATOR, False, True, False, False, False),
    ]


def test_the_app_is_a_member_of_no_other_role() -> None:
    memberships = asked(
        "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
        " JOIN pg_roles a ON a.oid = m.member WHERE a.rolname = ANY(%s)",
        [APP, DISPATCHER],
    )

    assert memberships == []


def granted_anew() -> None:
    """As after a migration of the product: nothing granted but what the product grants."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}, {DISPATCHER}")
    grant_tables(connection.connection)


def rights_of(role: str, model: type[Model]) -> set[str]:
    names = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    table = model._meta.db_table
    return {
        name
        for name in names
        if asked("SELECT has_table_privilege(%s, %s, %s)", role, table, name)[0][0]
    }


def test_the_app_may_read_and_write_rows_and_nothing_else(as_superuser: None) -> None:
    granted_anew()

    rights = {model._meta.label: rights_of(APP, model) for model in apps.get_models()}

    rows = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert all(right <= rows for right in rights.values())
    kept = {model._meta.label for model in apps.get_models() if getattr(model, "append_only", 0)}
    assert {label for label, right in rights.items() if right == {"SELECT", "INSERT"}} == kept
    assert {"core.AuditEntry", "advisory.SignOff", "qa.Answer", "qa.Sentence"} <= kept
    assert "guidelines.LibraryRelease" in kept


def test_the_app_cannot_rewrite_the_record_of_migrations(as_superuser: None) -> None:
    granted_anew()

    found = asked(
        "SELECT has_table_privilege(%s, 'django_migrations', 'INSERT, UPDATE, DELETE')", APP
    )

    assert found == [(False,)]


def test_the_dispatcher_holds_queue_columns_and_no_table(as_superuser: None) -> None:
    granted_anew()

    tables = asked(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')",
        DISPATCHER,
    )
    columns = asked(
        "SELECT table_name, privilege_type, column_name FROM information_schema.column_privileges"
        " WHERE grantee = %s AND table_schema = 'public'",
        DISPATCHER,
    )

    assert tables == []
    assert set(columns) == {
        (model._meta.db_table, right, column)
        for model in queued_models()
        for right, names in (
            ("SELECT", QueuedWork.dispatcher_reads),
            ("UPDATE", QueuedWork.dispatcher_writes),
        )
        for column in names
    }


@pytest.mark.django_db(databases=["default", "dispatcher"])
@pytest.mark.parametrize("column", ["text", "asker_id", "visitor_sha256", "public_id", "*"])
def test_the_dispatcher_cannot_read_what_was_asked(column: str) -> None:
    with connections["dispatcher"].cursor() as cursor:
        cursor.execute("SELECT id, tenant_id, status FROM qa_question")

        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(f"SELECT {column} FROM qa_question")  # noqa: S608 - one of five above


@pytest.mark.django_db(databases=["default", "dispatcher"])
def test_the_dispatcher_cannot_read_answers_people_or_keys() -> None:
    for table in ("qa_answer", "core_auditentry", "accounts_user", "accounts_partnerkey"):
        with connections["dispatcher"].cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - one of four above
            cursor.execute("ROLLBACK TO before")


def test_a_wall_that_stands_has_no_gap() -> None:
    assert find_gaps() == []


def test_a_role_that_sees_over_the_wall_is_a_gap(as_superuser: None) -> None:
    assert find_gaps() == ["DATABASE_URL names a role that bypasses row-level security"]


@pytest.mark.parametrize(
    "damage",
    [
        "ALTER TABLE qa_question NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE qa_question DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_isolation ON qa_question",
        "CREATE POLICY everybody ON qa_question USING (true)",
    ],
)
def test_a_table_that_is_open_is_a_gap(as_superuser: None, damage: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(damage)
        cursor.execute(f"SET ROLE {APP}")

    assert find_gaps() == ["Table qa_question is not behind forced row-level security"]


@pytest.mark.parametrize("policy", ["true", "tenant_id > 0"])
def test_a_table_whose_one_policy_says_something_else_is_a_gap(
    as_superuser: None, policy: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP POLICY tenant_isolation ON qa_question")
        cursor.execute(f"CREATE POLICY tenant_isolation ON qa_question USING ({policy})")
        cursor.execute(f"SET ROLE {APP}")

    assert find_gaps() == ["Table qa_question is not behind forced row-level security"]


def test_a_web_process_that_could_see_over_the_wall_does_not_start() -> None:
    """The address of the test run is an administrator's, which is exactly what must be refused."""
    ended = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 2
    assert "DATABASE_URL names a role that bypasses row-level security" in ended.stderr
    assert "Traceback" not in ended.stderr
