"""The hash of what a version says moves with anything that a reader could see."""

from __future__ import annotations

import pytest
from django.db import connection

from apps.articles.models import ArticleVersion
from apps.articles.parts import content_hash
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

LEVELS = ("clinician", "student", "patient")
CHANGES = [
    "UPDATE articles_articleversion SET question = 'Another?'",
    "UPDATE articles_articleversion SET heading = 'Another'",
    *(f"UPDATE articles_statement SET {x} = 'Another' WHERE key = 'first'" for x in LEVELS),  # noqa: S608 - our columns
    *(f"UPDATE articles_statement SET {x} = 'Another' WHERE key = 'child'" for x in LEVELS),  # noqa: S608 - our columns
    *(f"UPDATE articles_statement SET {x} = 'Another' WHERE role = 'brief'" for x in LEVELS),  # noqa: S608 - our columns
    *(f"UPDATE articles_section SET {x} = 'Another'" for x in LEVELS),  # noqa: S608 - our columns
    *(f"UPDATE articles_difference SET {x} = 'Another'" for x in LEVELS),  # noqa: S608 - our columns
    *(f"UPDATE articles_redflag SET {x} = 'Another'" for x in LEVELS),  # noqa: S608 - our columns
    *(
        f"UPDATE articles_algorithmstep SET {part} = jsonb_set({part}, '{{{x}}}', '\"Another\"')"  # noqa: S608 - our columns
        for part in ("title", "detail")
        for x in LEVELS
    ),
    "UPDATE articles_algorithmstep SET is_alert = NOT is_alert",
    "UPDATE articles_statement SET note = NULL WHERE key = 'second'",
    "UPDATE articles_statement SET stance = 'against' WHERE stance = 'either'",
    "UPDATE articles_statement SET ordinal = ordinal + 5 WHERE key = 'first'",
    'UPDATE articles_difference SET reconciliation = \'{"clinician": "Settled"}\'',
    "DELETE FROM articles_stepbasis",
    "DELETE FROM articles_redflag",
    "DELETE FROM articles_citation WHERE statement_id ="
    " (SELECT id FROM articles_statement WHERE key = 'first')",
]


def _hash(version: ArticleVersion) -> str:
    return content_hash(ArticleVersion.objects.get(pk=version.pk))


@pytest.mark.parametrize("change", CHANGES, ids=lambda sql: sql[:70])
def test_any_change_of_the_content_changes_the_hash(cast: Cast, change: str) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk), connection.cursor() as cursor:
        before = _hash(version)

        cursor.execute(change)

        assert cursor.rowcount > 0
        assert _hash(version) != before


def test_another_record_behind_a_citation_changes_the_hash(cast: Cast) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk), connection.cursor() as cursor:
        before = _hash(version)

        cursor.execute(
            "UPDATE articles_citation c SET recommendation_version_id = r.id"
            " FROM articles_statement s, guidelines_recommendationversion r"
            " WHERE c.statement_id = s.id AND s.key = 'first' AND r.ordinal = 2"
        )

        assert _hash(version) != before


def test_the_same_content_has_the_same_hash(cast: Cast) -> None:
    make.store(cast.northgate)
    version = make.draft(cast)

    with tenant_scope(cast.northgate.pk):
        assert _hash(version) == _hash(version)


def test_the_hash_of_a_submitted_version_stays_true_until_it_is_approved(cast: Cast) -> None:
    version = make.approved(cast)

    with tenant_scope(cast.northgate.pk):
        assert len(version.content_sha256) == 64
        assert _hash(version) == version.content_sha256


def test_hashing_costs_the_same_for_an_article_twice_as_long(
    cast: Cast, django_assert_num_queries: object
) -> None:
    make.store(cast.northgate)
    for document in (make.article(), make.long_article()):
        version = make.draft(cast, document)

        with tenant_scope(cast.northgate.pk), django_assert_num_queries(9):  # type: ignore[operator]
            content_hash(version)
