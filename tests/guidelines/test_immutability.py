"""A published recommendation never changes: asked of the database itself, as the app's role."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from apps.guidelines.models import RecommendationVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

REFUSED = [
    "UPDATE guidelines_recommendationversion SET clinician = 'Something else.'",
    "UPDATE guidelines_recommendationversion SET strength = 1",
    "UPDATE guidelines_recommendationversion SET direction = 'against'",
    "UPDATE guidelines_recommendationversion SET safety = ARRAY['Beware']",
    "UPDATE guidelines_recommendationversion SET content_sha256 = repeat('0', 64)",
    "UPDATE guidelines_recommendationversion SET status = 'draft'",
    "DELETE FROM guidelines_recommendationversion",
    "UPDATE guidelines_rating SET label = 'Weak for'",
    "DELETE FROM guidelines_rating",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_change_what_is_published(cast: Cast, statement: str) -> None:
    make.store(cast.northgate)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="published"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_only_the_status_of_a_published_recommendation_moves(cast: Cast) -> None:
    make.store(cast.northgate)

    with tenant_scope(cast.northgate.pk):
        moved = RecommendationVersion.objects.update(status="superseded")

        assert moved == 2


def test_a_rating_cannot_be_added_to_a_published_recommendation(cast: Cast) -> None:
    make.store(cast.northgate, make.package(make.recommendation("bare", "Offer it.", ratings=[])))

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="published"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO guidelines_rating"
            " (tenant_id, recommendation_version_id, axis, system, system_version, label, printed)"
            " SELECT tenant_id, id, 'strength', 'grade', '2008-', 'Strong against', ''"
            " FROM guidelines_recommendationversion"
        )


def test_a_guideline_has_one_active_version(cast: Cast) -> None:
    make.store(cast.northgate)

    with (
        tenant_scope(cast.northgate.pk),
        pytest.raises(IntegrityError, match="guidelines_one_active_version"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO guidelines_guidelineversion (tenant_id, guideline_id, label, status,"
            " published_on, published_precision, evidence_searched_to, withdrawn_reason, x,"
            " work_id)"
            " SELECT tenant_id, guideline_id, '2030', status, published_on, published_precision,"
            " evidence_searched_to, '', '{}', work_id FROM guidelines_guidelineversion"
        )
