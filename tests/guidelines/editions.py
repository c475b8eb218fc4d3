"""A curator, and what happens to the evidence of the tests: new editions, withdrawals."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.guidelines.models import RecommendationVersion, SuccessorProposal
from apps.guidelines.services.withdraw import withdraw_recommendation
from core.actors import Actor
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

WITHDRAWN_ON = date(2026, 5, 4)
FIRST = "Offer a bisphosphonate first to adults with osteoporosis."
REWORDED = "Offer a bisphosphonate or denosumab first to adults with osteoporosis."


def curator(cast: Cast) -> Actor:
    return cast.cleo_acting


def record(key: str = "first", label: str = "2023") -> RecommendationVersion:
    """One version of a recommendation of the tests' guideline; needs an open scope."""
    return RecommendationVersion.objects.get(
        recommendation__key=key, guideline_version__label=label
    )


def edition(*recommendations: dict[str, Any], label: str = "2025") -> dict[str, Any]:
    """The next edition of the tests' guideline, of the year of its label."""
    document = make.package(*recommendations, label=label)
    (version,) = document["guidelines"][0]["versions"]
    version["published_on"] = f"{label}-01-01"
    return document


def changed(key: str = "first") -> dict[str, Any]:
    return make.recommendation(key, "Offer denosumab first to adults with osteoporosis.")


def unchanged() -> dict[str, Any]:
    return make.default_recommendations()[0]


def withdraw(cast: Cast, key: str = "first", reason: str = "Harms outweigh its benefits") -> None:
    with tenant_scope(cast.northgate.pk):
        withdraw_recommendation(
            recommendation_version=record(key),
            reason=reason,
            on=WITHDRAWN_ON,
            actor=curator(cast),
        )


def uncertain(cast: Cast, **facts: Any) -> SuccessorProposal:
    """The next edition has the first recommendation under another key, for other ages."""
    make.approved(cast)
    population = {"text": "adults with osteoporosis", "age_min": 50, "age_max": 80, "age_unit": "a"}
    follower = make.recommendation("renamed", REWORDED, population=population, **facts)
    make.store(cast.northgate, edition(follower, make.default_recommendations()[1]))
    with tenant_scope(cast.northgate.pk):
        return SuccessorProposal.objects.select_related("older", "newer").get()
