"""Which kinds, directions and strengths can stand together: the domain and the database agree."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.guidelines.domain.grading import Direction, Fidelity, Grade, Kind, find_fault
from apps.guidelines.models import RecommendationVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

STRENGTHS = [None, 0, 1, 2, 3]


def test_a_graded_recommendation_with_direction_and_strength_stands() -> None:
    fault = find_fault(kind=Kind.GRADED, direction=Direction.FOR, strength=3)

    assert fault is None


@pytest.mark.parametrize("kind", [Kind.GOOD_PRACTICE, Kind.INSUFFICIENT, Kind.STATEMENT])
@pytest.mark.parametrize("strength", [0, 1, 2, 3])
def test_only_a_graded_recommendation_has_a_strength(kind: Kind, strength: int) -> None:
    fault = find_fault(kind=kind, direction=Direction.NONE, strength=strength)

    assert fault == f"A record of kind {kind} has no strength"


@pytest.mark.parametrize("direction", [Direction.FOR, Direction.AGAINST, Direction.EITHER])
def test_insufficient_evidence_points_in_no_direction(direction: Direction) -> None:
    fault = find_fault(kind=Kind.INSUFFICIENT, direction=direction, strength=None)

    assert fault == "Insufficient evidence points in no direction"


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_without_a_direction_there_is_no_strength(strength: int) -> None:
    fault = find_fault(kind=Kind.GRADED, direction=Direction.NONE, strength=strength)

    assert fault == "Without a direction there is no strength"


@given(
    kind=st.sampled_from(list(Kind)),
    direction=st.sampled_from(list(Direction)),
    strength=st.sampled_from(STRENGTHS),
)
@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_database_refuses_exactly_what_the_domain_refuses(
    cast: Cast, kind: Kind, direction: Direction, strength: int | None
) -> None:
    with transaction.atomic():
        make.store(cast.northgate)
        with tenant_scope(cast.northgate.pk):
            row = RecommendationVersion.objects.order_by("ordinal").first()
            assert row is not None
            accepted = _insert_twin(row, kind, direction, strength)
        transaction.set_rollback(True)

    assert accepted is (find_fault(kind=kind, direction=direction, strength=strength) is None)


def _insert_twin(
    row: RecommendationVersion, kind: Kind, direction: Direction, strength: int | None
) -> bool:
    """The same record under a new identity with this grade; whether the database took it."""
    identity = row.recommendation
    identity.pk, identity.key = None, "twin"
    identity.public_id = "00000000-0000-4000-8000-000000000001"
    identity.save(force_insert=True)
    row.pk, row.recommendation = None, identity
    row.public_id = "00000000-0000-4000-8000-000000000002"
    row.kind, row.direction, row.strength = kind, direction, strength
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def test_a_grade_names_its_parts_in_words() -> None:
    grade = Grade(Kind.GRADED, Direction.AGAINST, 1, 2, Fidelity.APPROX, "Weak", "aaos")

    assert grade.direction_name == "Against"
    assert grade.strength_name == "Weak recommendation"
    assert grade.certainty_name == "Low certainty"
    assert grade.is_approximate


def test_an_ungraded_record_says_what_it_is_instead_of_a_strength() -> None:
    grade = Grade(Kind.STATEMENT, Direction.NONE, None, None, Fidelity.NONE, "", "")

    assert grade.strength_name == "Statement, not graded"
    assert grade.certainty_name == "Certainty not stated"
