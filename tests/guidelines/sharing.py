"""A library of Northgate's and what Harbour takes from it, for the tests of sharing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from apps.accounts.models import Tenant
from apps.guidelines.libraries import get_library
from apps.guidelines.models import Guideline, Library, LibraryRelease, Subscription
from apps.guidelines.services.publish_library import found_library, publish_release
from apps.guidelines.services.subscribe import subscribe
from apps.guidelines.services.take_over_release import (
    ReleasePlan,
    plan_release,
    take_over_release,
)
from core.actors import Actor
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

T = TypeVar("T")


def at(tenant: Tenant, do: Callable[[], T]) -> T:
    """Within the tenant's scope."""
    with tenant_scope(tenant.pk):
        return do()


def giver(cast: Cast) -> Actor:
    """Cleo, who curates Northgate's store."""
    return cast.cleo_acting


def taker(cast: Cast) -> Actor:
    """Hana, who curates Harbour's store."""
    return cast.hana_acting


def shared(**facts: Any) -> dict[str, Any]:
    """The usual package, with a licence that lets it be given away."""
    return make.package(**facts)


def revised(**facts: Any) -> dict[str, Any]:
    """Another edition of it: the first recommendation changed, the second as it was."""
    first, second = make.default_recommendations()
    first |= {"statement": "Offer a bisphosphonate to adults at high risk.", **facts}
    document = make.package(first, second, label="2025")
    document["guidelines"][0]["versions"][0] |= {
        "published_on": "2025-01-01",
        "supersedes": "2023",
    }
    return document


def founded(cast: Cast, *, is_open: bool = True, title: str = "Bones") -> Library:
    return at(
        cast.northgate,
        lambda: found_library(
            title=title,
            description="What we use.",
            is_open=is_open,
            tenant=cast.northgate,
            actor=giver(cast),
        ),
    )


def released(
    cast: Cast, library: Library, document: dict[str, Any] | None = None
) -> LibraryRelease:
    """Store the package at Northgate, and publish what it has of it."""
    make.store(cast.northgate, document)
    return at(
        cast.northgate,
        lambda: publish_release(
            library=library,
            guideline_keys=list(Guideline.objects.values_list("key", flat=True)),
            note="",
            actor=giver(cast),
        ),
    )


def subscribed(cast: Cast, library: Library) -> Subscription:
    return at(
        cast.harbour,
        lambda: subscribe(library=get_library(library.public_id), actor=taker(cast)),
    )


def planned(cast: Cast, subscription: Subscription, number: int = 1) -> ReleasePlan:
    return at(
        cast.harbour,
        lambda: plan_release(
            subscription=Subscription.objects.get(pk=subscription.pk),
            number=number,
            actor=taker(cast),
        ),
    )


def taken_over(cast: Cast, subscription: Subscription, number: int = 1) -> ReleasePlan:
    """Planned, approved and stored at Harbour."""
    plan = planned(cast, subscription, number)
    return at(
        cast.harbour,
        lambda: take_over_release(
            subscription=subscription,
            number=number,
            approved_sha256=plan.sha256,
            actor=taker(cast),
        ),
    )


def shared_and_taken(cast: Cast) -> tuple[Library, Subscription]:
    """Northgate's release 1 in Harbour's store."""
    library = founded(cast)
    released(cast, library, shared())
    subscription = subscribed(cast, library)
    taken_over(cast, subscription)
    return library, subscription
