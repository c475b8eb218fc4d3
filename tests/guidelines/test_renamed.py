"""A recommendation whose key changed between two editions."""

from __future__ import annotations

from apps.guidelines.models import Link, RecommendationVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast


def test_a_certain_successor_under_another_key_is_linked_to_the_old_one(cast: Cast) -> None:
    first, second = make.default_recommendations()
    make.store(cast.northgate, make.package(first, second))
    newer = make.package(
        {**first, "key": "renamed", "remarks": "Worded anew."}, second, label="2024"
    )
    newer["guidelines"][0]["versions"][0] |= {"published_on": "2024-01-01", "supersedes": "2023"}

    make.store(cast.northgate, newer)

    with tenant_scope(cast.northgate.pk):
        link = Link.objects.get()
        assert (link.start.key, link.end and link.end.key) == ("renamed", "first")
        assert link.kind == "supersedes"
        older = RecommendationVersion.objects.get(recommendation__key="first")
        assert older.status == "superseded"
