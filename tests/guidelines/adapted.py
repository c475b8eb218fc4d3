"""Harbour's local recommendations made from Northgate's library, for tests."""

from __future__ import annotations

from typing import Any

from apps.guidelines.adaptations import three_states
from apps.guidelines.domain.adapting import Resolution
from apps.guidelines.models import Adaptation, Library, RecommendationVersion, Subscription
from apps.guidelines.services.adapt import adapt, resolve_adaptation
from core.tenancy.scope import tenant_scope
from tests.cast import Cast
from tests.guidelines.sharing import at, released, revised, taken_over, taker

OURS: dict[str, Any] = {"statement": "Offer zoledronate once a year to adults with osteoporosis."}
WHY = "Our clinic infuses."
ADAPTATIONS = "/curation/adaptations/"


def upstream_row(key: str = "first") -> RecommendationVersion:
    return RecommendationVersion.objects.get(
        recommendation__key=key, recommendation__guideline__key="acp-bone", status="active"
    )


def local_row(key: str = "first") -> RecommendationVersion:
    return RecommendationVersion.objects.get(
        recommendation__key=key, recommendation__guideline__key="local-acp-bone", status="active"
    )


def adapted(cast: Cast, changes: dict[str, Any] | None = None, key: str = "first") -> Adaptation:
    return at(
        cast.harbour,
        lambda: adapt(
            upstream=upstream_row(key), changes=changes or OURS, reason=WHY, actor=taker(cast)
        ),
    )


def page_of(adaptation: Adaptation) -> str:
    return f"{ADAPTATIONS}{adaptation.public_id}/"


def moved_on(cast: Cast, **facts: Any) -> None:
    """The library's next release, taken over at Harbour; its first recommendation changed."""
    library, subscription = cast_library(cast)
    released(cast, library, revised(**facts))
    taken_over(cast, subscription, 2)


def cast_library(cast: Cast) -> tuple[Library, Subscription]:
    with tenant_scope(cast.harbour.pk):
        return Library.objects.get(), Subscription.objects.get()


def resolved(cast: Cast, choice: Resolution, **values: Any) -> Adaptation:
    def resolve() -> Adaptation:
        adaptation = Adaptation.objects.get()
        return resolve_adaptation(
            adaptation=adaptation,
            choice=choice,
            seen_sha256=three_states(adaptation).sha256,
            values={name.replace("__", "."): value for name, value in values.items()},
            reason="Looked at it.",
            actor=taker(cast),
        )

    return at(cast.harbour, resolve)
