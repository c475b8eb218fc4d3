"""Taking over what a library publishes: a copy with its origin, after a plan that was shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.domain.package import read_package
from apps.guidelines.models import (
    Conflict,
    EvidenceChange,
    Guideline,
    GuidelineVersion,
    Library,
    RecommendationVersion,
    SubscribedGuideline,
    Subscription,
)
from apps.guidelines.services.import_package import ImportRefused, import_package
from apps.guidelines.services.subscribe import end_subscription
from apps.guidelines.services.take_over_release import plan_release, take_over_release
from core.actors import system
from core.errors import NotFound, NotPermitted, WrongState
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.conflicting import speaking_against, withdrawn
from tests.guidelines.sharing import (
    at,
    founded,
    planned,
    released,
    revised,
    shared,
    shared_and_taken,
    subscribed,
    taken_over,
    taker,
)


def statements(*status: str) -> set[str]:
    rows = RecommendationVersion.objects.filter(status__in=status or ("active",))
    return set(rows.values_list("clinician", flat=True))


def test_a_release_becomes_a_copy_that_knows_its_origin(cast: Cast) -> None:
    _, subscription = shared_and_taken(cast)

    with tenant_scope(cast.harbour.pk):
        assert len(statements()) == 2
        kept = SubscribedGuideline.objects.get()
        assert (kept.guideline.key, kept.subscription) == ("acp-bone", subscription)
        assert Subscription.objects.get().release_number == 1
        entry = AuditEntry.objects.get(action="guidelines.release.taken_over")
        assert (entry.data["number"], entry.data["new"]) == (1, 2)


def test_the_plan_is_shown_first_and_stores_nothing(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())

    plan = planned(cast, subscribed(cast, library))

    assert plan.plan.counts() == {"new": 2, "changed": 0, "unchanged": 0, "missing": 0}
    with tenant_scope(cast.harbour.pk):
        assert not Guideline.objects.exists()


def test_only_the_approved_plan_is_stored(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())
    subscription = subscribed(cast, library)

    with tenant_scope(cast.harbour.pk), pytest.raises(WrongState):
        take_over_release(
            subscription=subscription, number=1, approved_sha256="0" * 64, actor=taker(cast)
        )


def test_taking_over_again_changes_nothing(cast: Cast) -> None:
    _, subscription = shared_and_taken(cast)

    plan = taken_over(cast, subscription)

    assert not plan.plan.is_change
    assert plan.issues == ()
    with tenant_scope(cast.harbour.pk):
        assert RecommendationVersion.objects.count() == 2


def test_the_next_release_brings_its_new_edition(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    released(cast, library, revised())

    plan = taken_over(cast, subscription, 2)

    assert plan.plan.counts() == {"new": 0, "changed": 1, "unchanged": 3, "missing": 0}
    with tenant_scope(cast.harbour.pk):
        assert "Offer a bisphosphonate to adults at high risk." in statements()
        assert len(statements("superseded")) == 2


def test_revisions_of_an_edition_arrive_and_stay_what_they_are(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    first, second = make.default_recommendations()
    released(cast, library, make.package({**first, "remarks": "Mended."}, second))

    taken_over(cast, subscription, 2)
    again = planned(cast, subscription, 2)

    assert not again.plan.is_change
    assert again.issues == ()


def test_what_the_library_withdraws_is_withdrawn_in_the_copy(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    document = withdrawn(shared())
    released(cast, library, document)

    taken_over(cast, subscription, 2)

    with tenant_scope(cast.harbour.pk):
        assert statements() == set()


def _withdraw_at_northgate(cast: Cast, **version: Any) -> None:
    """As the service of living evidence leaves it: no new edition."""
    with tenant_scope(cast.northgate.pk):
        rows = RecommendationVersion.objects.filter(recommendation__key="first")
        rows.update(status="withdrawn", status_reason="Recalled", status_since="2024-05-01")


def test_a_withdrawal_without_a_new_edition_arrives_and_is_told(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    _withdraw_at_northgate(cast)
    released(cast, library)

    plan = taken_over(cast, subscription, 2)

    assert [(row.recommendation, row.reason) for row in plan.plan.withdrawals] == [
        ("first", "Recalled")
    ]
    with tenant_scope(cast.harbour.pk):
        row = RecommendationVersion.objects.get(status="withdrawn")
        assert (row.recommendation.key, row.status_reason) == ("first", "Recalled")
        assert EvidenceChange.objects.get().kind == "withdrawn"
    assert planned(cast, subscription, 2).plan.withdrawals == ()


def test_an_older_release_is_refused(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    released(cast, library, revised())
    taken_over(cast, subscription, 2)

    with pytest.raises(WrongState):
        planned(cast, subscription, 1)


def test_a_release_of_a_library_that_was_closed_is_not_there(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    released(cast, library, revised())
    Library.objects.filter(pk=library.pk).update(is_open=False)

    with pytest.raises(NotFound):
        planned(cast, subscription, 2)


def test_only_curators_take_over(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())
    subscription = subscribed(cast, library)

    with tenant_scope(cast.harbour.pk), pytest.raises(NotPermitted):
        take_over_release(
            subscription=subscription, number=1, approved_sha256="", actor=cast.mei_acting
        )


def test_a_copy_is_not_imported_over_until_the_subscription_ends(cast: Cast) -> None:
    _, subscription = shared_and_taken(cast)
    package = read_package(revised())

    with tenant_scope(cast.harbour.pk):
        with pytest.raises(ImportRefused, match="comes from a library"):
            import_package(package=package, actor=system("tests"))
        end_subscription(subscription=subscription, actor=taker(cast))

        assert len(statements()) == 2
        import_package(package=package, actor=system("tests"))
        assert "Offer a bisphosphonate to adults at high risk." in statements()


def test_nothing_is_taken_over_after_the_end(cast: Cast) -> None:
    _, subscription = shared_and_taken(cast)
    at(cast.harbour, lambda: end_subscription(subscription=subscription, actor=taker(cast)))

    with pytest.raises(WrongState):
        planned(cast, subscription, 1)


def test_a_copy_is_compared_with_what_the_store_says(cast: Cast) -> None:
    make.store(cast.harbour, speaking_against())
    library = founded(cast)
    released(cast, library, shared())

    taken_over(cast, subscribed(cast, library))

    with tenant_scope(cast.harbour.pk):
        assert Conflict.objects.get().sides.count() == 2


def test_a_whole_edition_that_the_library_withdraws_is_withdrawn_once(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    with tenant_scope(cast.northgate.pk):
        GuidelineVersion.objects.update(
            status="withdrawn", withdrawn_on="2024-05-01", withdrawn_reason="Unsafe"
        )
        RecommendationVersion.objects.update(status="withdrawn", status_reason="Unsafe")
    released(cast, library)

    taken_over(cast, subscription, 2)
    taken_over(cast, subscription, 2)

    with tenant_scope(cast.harbour.pk):
        edition = GuidelineVersion.objects.get()
        assert (edition.status, edition.withdrawn_reason) == ("withdrawn", "Unsafe")
        assert statements() == set()
        assert EvidenceChange.objects.get().touched.count() == 2


def _queries(cast: Cast, subscription: Subscription, number: int) -> int:
    with tenant_scope(cast.harbour.pk), CaptureQueriesContext(connection) as captured:
        plan_release(subscription=subscription, number=number, actor=taker(cast))
    return len(captured)


def test_a_plan_costs_the_same_for_any_number(cast: Cast) -> None:
    library = founded(cast)
    for label, size in (("2023", 1), ("2024", 40)):
        rows = [make.recommendation(f"r{n}", f"Offer it, {n}.") for n in range(size)]
        document = make.package(*rows, label=label)
        document["guidelines"][0]["versions"][0]["published_on"] = f"{label}-01-01"
        released(cast, library, document)
    subscription = subscribed(cast, library)

    assert _queries(cast, subscription, 1) == _queries(cast, subscription, 2)
