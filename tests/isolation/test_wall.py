"""What PostgreSQL stops as the app's own role, whatever the code above it forgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from apps.articles.models import Article
from apps.qa.models import Question
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

NOBODY = 2_000_000_000


@pytest.fixture
def ids(cast: Cast) -> tuple[int, int]:
    """One question of each: Northgate's, Harbour's."""
    return make.question(cast.northgate).pk, make.question(cast.harbour).pk


@contextmanager
def bare_tenant(tenant_id: int | None) -> Iterator[None]:
    """Only the database's half of a scope: raw SQL is filtered by nothing but the wall."""
    with transaction.atomic(), connection.cursor() as cursor:
        value = "" if tenant_id is None else str(tenant_id)
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [value])
        yield
        cursor.execute("SELECT set_config('app.tenant', '', true)")


def counted(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: int = cursor.fetchone()[0]
    return found


def changed(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: int = cursor.rowcount
    return found


def test_without_a_tenant_there_are_no_rows(ids: tuple[int, int]) -> None:
    with bare_tenant(None):
        found = counted("SELECT count(*) FROM qa_question")

    assert found == 0


def test_with_a_tenant_there_are_its_rows_only(cast: Cast, ids: tuple[int, int]) -> None:
    with bare_tenant(cast.northgate.pk):
        found = counted("SELECT array_agg(id) FROM qa_question")

    assert found == [ids[0]]


def test_an_own_row_can_be_changed(cast: Cast, ids: tuple[int, int]) -> None:
    with bare_tenant(cast.northgate.pk):
        assert changed("UPDATE qa_question SET text = 'Mine' WHERE id = %s", ids[0]) == 1


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE qa_question SET text = 'Taken' WHERE id = %s",
        "DELETE FROM qa_question WHERE id = %s",
    ],
)
def test_a_foreign_row_cannot_be_changed_or_deleted(
    cast: Cast, ids: tuple[int, int], deed: str
) -> None:
    with bare_tenant(cast.northgate.pk):
        assert changed(deed, ids[1]) == 0

    with bare_tenant(cast.harbour.pk):
        assert counted("SELECT count(*) FROM qa_question WHERE text = 'Taken'") == 0
        assert counted("SELECT count(*) FROM qa_question") == 1


INSERT = "INSERT INTO articles_article (tenant_id, slug, is_demonstration, created_at)"


def test_a_row_cannot_be_put_into_another_organisation(cast: Cast) -> None:
    with (
        pytest.raises(ProgrammingError, match="violates row-level security policy"),
        bare_tenant(cast.northgate.pk),
    ):
        changed(f"{INSERT} VALUES (%s, 'planted', false, now())", cast.harbour.pk)


def test_a_row_cannot_be_moved_into_another_organisation(cast: Cast, ids: tuple[int, int]) -> None:
    with (
        pytest.raises(ProgrammingError, match="violates row-level security policy"),
        bare_tenant(cast.northgate.pk),
    ):
        changed("UPDATE qa_question SET tenant_id = %s WHERE id = %s", cast.harbour.pk, ids[0])


def test_an_upsert_onto_a_hidden_row_is_refused(cast: Cast, ids: tuple[int, int]) -> None:
    with (
        pytest.raises(ProgrammingError, match="violates row-level security policy"),
        bare_tenant(cast.northgate.pk),
    ):
        changed(
            "INSERT INTO articles_article (id, tenant_id, slug, is_demonstration, created_at)"
            " VALUES (1, %s, 'planted', false, now()) ON CONFLICT (id) DO UPDATE SET slug = 'x'",
            cast.harbour.pk,
        )


def point_at(article_id: int) -> None:
    with transaction.atomic():
        changed("UPDATE articles_articleversion SET article_id = %s", article_id)
        changed("SET CONSTRAINTS ALL IMMEDIATE")


def refusal_of(cast: Cast, article_id: int) -> str:
    """What the database says to a version of Northgate's that points at this article."""
    with tenant_scope(cast.northgate.pk), pytest.raises(IntegrityError) as caught:
        point_at(article_id)
    return str(caught.value).replace(str(article_id), "*")


def test_a_pointer_at_a_foreign_row_is_refused_as_one_at_nothing(cast: Cast) -> None:
    make.store(cast.northgate)
    make.draft(cast)
    foreign = make.submitted_at_harbour(cast).article_id

    assert refusal_of(cast, foreign) == refusal_of(cast, NOBODY)


def test_the_same_slug_in_two_organisations_does_not_collide(cast: Cast) -> None:
    for tenant in (cast.northgate, cast.harbour):
        with tenant_scope(tenant.pk):
            Article.objects.create(slug="the-same-slug")

    with bare_tenant(cast.northgate.pk):
        assert counted("SELECT count(*) FROM articles_article") == 1


@pytest.mark.parametrize(
    "attempt",
    [
        "SET row_security = off; SELECT count(*) FROM qa_question",
        "ALTER TABLE qa_question NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE qa_question DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_isolation ON qa_question",
        "CREATE POLICY mine ON qa_question USING (true)",
        "CREATE VIEW peep AS SELECT * FROM qa_question",
        "ALTER ROLE consilium_app BYPASSRLS",
    ],
)
def test_the_app_cannot_lower_the_wall(cast: Cast, attempt: str) -> None:
    with pytest.raises(DatabaseError), bare_tenant(cast.northgate.pk):
        changed(attempt)


@pytest.mark.parametrize(
    "deed", ["UPDATE core_auditentry SET action = 'x'", "DELETE FROM core_auditentry"]
)
def test_the_app_cannot_rewrite_the_audit_log(cast: Cast, ids: tuple[int, int], deed: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        bare_tenant(cast.northgate.pk),
    ):
        changed(deed)


def test_the_error_of_a_function_in_the_filter_tells_nothing_of_foreign_rows(
    cast: Cast, ids: tuple[int, int]
) -> None:
    make.question(cast.harbour, "12 is a number only at Harbour")

    with bare_tenant(cast.northgate.pk):
        found = counted(
            "SELECT count(*) FROM qa_question"
            " WHERE 1 / (CASE WHEN text LIKE '12%%' THEN 0 ELSE 1 END) = 1"
        )

    assert found == 1


def test_the_wall_stands_without_the_managers_filter(cast: Cast, ids: tuple[int, int]) -> None:
    with tenant_scope(cast.northgate.pk):
        found = Question._base_manager.values_list("pk", flat=True)

        assert list(found) == [ids[0]]


def test_a_deed_and_its_audit_entry_belong_to_the_same_organisation(
    cast: Cast, ids: tuple[int, int]
) -> None:
    with tenant_scope(cast.harbour.pk):
        entries = AuditEntry._base_manager.filter(action="qa.question.asked")

        assert [entry.tenant_id for entry in entries] == [cast.harbour.pk]
