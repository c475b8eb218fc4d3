"""What left draft is frozen by the database, whatever the code does: raw SQL as the app's role."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

TEXT = {
    "articles_section": "UPDATE articles_section SET clinician = 'Changed'",
    "articles_difference": "UPDATE articles_difference SET patient = 'Changed'",
    "articles_statement": "UPDATE articles_statement SET student = 'Changed'",
    "articles_citation": "UPDATE articles_citation SET ordinal = ordinal + 10",
    "articles_redflag": "UPDATE articles_redflag SET clinician = 'Changed'",
    "articles_algorithmstep": "UPDATE articles_algorithmstep SET is_alert = NOT is_alert",
    "articles_stepbasis": "UPDATE articles_stepbasis SET step_id = step_id",
}
DELETED = {table: f"DELETE FROM {table}" for table in TEXT}  # noqa: S608 - our tables
ADDED = {
    "articles_redflag": (
        "INSERT INTO articles_redflag (tenant_id, version_id, ordinal, clinician, student, patient)"
        " SELECT tenant_id, version_id, 99, 'a', 'b', 'c' FROM articles_redflag"
    ),
    "articles_citation": (
        "INSERT INTO articles_citation"
        " (tenant_id, statement_id, recommendation_version_id, ordinal)"
        " SELECT s.tenant_id, s.id, r.id, 9 FROM articles_statement s,"
        " guidelines_recommendationversion r WHERE s.key = 'first' AND r.ordinal = 2"
    ),
}
HEAD = [
    "UPDATE articles_articleversion SET question = 'Changed?'",
    "UPDATE articles_articleversion SET content_sha256 = repeat('0', 64)",
    "UPDATE articles_articleversion SET author_id = author_id + 1",
    "UPDATE articles_articleversion SET keywords = '{}'",
]
WAYS = [*TEXT.items(), *DELETED.items(), *ADDED.items()]


@pytest.mark.parametrize("statement", [sql for _, sql in WAYS], ids=lambda sql: sql[:40])
def test_the_content_of_a_submitted_version_cannot_change(cast: Cast, statement: str) -> None:
    make.submitted(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="submitted version cannot change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("statement", HEAD)
def test_the_head_of_a_submitted_version_cannot_change(cast: Cast, statement: str) -> None:
    make.submitted(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="submitted version cannot change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", [*TEXT.values(), *ADDED.values(), *HEAD[:1]], ids=lambda sql: sql[:40]
)
def test_a_draft_can_be_edited(cast: Cast, statement: str) -> None:
    make.store(cast.northgate)
    make.draft(cast)

    with tenant_scope(cast.northgate.pk), connection.cursor() as cursor:
        cursor.execute(statement)

        assert cursor.rowcount > 0


@pytest.mark.parametrize("table", ["articles_section", "articles_redflag", "articles_statement"])
def test_frozen_content_cannot_be_moved_into_a_draft(cast: Cast, table: str) -> None:
    frozen = make.submitted(cast)
    draft = make.draft(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="submitted version cannot change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE {table} SET version_id = %s WHERE version_id = %s",  # noqa: S608 - our tables
            [draft.pk, frozen.pk],
        )


def test_a_frozen_citation_cannot_be_moved_to_a_draft(cast: Cast) -> None:
    frozen = make.submitted(cast)
    draft = make.draft(cast)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="submitted version cannot change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE articles_citation SET statement_id = d.id"
            " FROM articles_statement d, articles_statement f"
            " WHERE d.version_id = %s AND f.version_id = %s AND d.key = f.key"
            " AND articles_citation.statement_id = f.id",
            [draft.pk, frozen.pk],
        )
