"""Opening and closing a library, and what its owner learns of who subscribes."""

from __future__ import annotations

import pytest

from apps.guidelines.libraries import find_libraries, find_subscriptions, library_page
from apps.guidelines.models import Library, RecommendationVersion
from apps.guidelines.services.open_library import close_library, open_library
from apps.guidelines.services.subscribe import end_subscription
from core.errors import NotFound, NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast
from tests.guidelines.sharing import (
    at,
    founded,
    giver,
    shared_and_taken,
    subscribed,
    taker,
)


def closed(cast: Cast, library: Library) -> Library:
    return at(cast.northgate, lambda: close_library(library=library, actor=giver(cast)))


def opened(cast: Cast, library: Library) -> Library:
    return at(cast.northgate, lambda: open_library(library=library, actor=giver(cast)))


def test_a_library_that_is_opened_is_seen_by_everybody(cast: Cast) -> None:
    library = founded(cast, is_open=False)

    opened(cast, library)

    assert [item.title for item in at(cast.harbour, find_libraries)] == ["Bones"]
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="guidelines.library.opened")
        assert (entry.subject_id, entry.actor_name) == (str(library.public_id), "Cleo Marsh")


def test_closing_a_library_takes_nothing_from_its_subscribers(cast: Cast) -> None:
    library, _ = shared_and_taken(cast)

    closed(cast, library)

    with tenant_scope(cast.harbour.pk):
        assert find_libraries() == ()
        assert RecommendationVersion.objects.filter(status="active").count() == 2
        (item,) = find_subscriptions()
        assert (item.is_visible, item.taken_over) == (False, 1)
    with tenant_scope(cast.northgate.pk):
        entry = AuditEntry.objects.get(action="guidelines.library.closed")
        assert (entry.data["title"], entry.data["subscribers"]) == ("Bones", 1)


def test_opening_and_closing_twice_is_once(cast: Cast) -> None:
    library = founded(cast)

    for _ in range(2):
        closed(cast, library)
    for _ in range(2):
        opened(cast, library)

    with tenant_scope(cast.northgate.pk):
        entries = AuditEntry.objects.filter(action__regex="library.(opened|closed)")
        assert [entry.action.rpartition(".")[2] for entry in entries.order_by("pk")] == [
            "closed",
            "opened",
        ]


@pytest.mark.parametrize("deed", [open_library, close_library])
def test_only_its_owner_opens_and_closes_a_library(cast: Cast, deed: type[Library]) -> None:
    library = founded(cast)

    with tenant_scope(cast.harbour.pk), pytest.raises(NotFound):
        deed(library=library, actor=taker(cast))


@pytest.mark.parametrize("deed", [open_library, close_library])
def test_only_curators_open_and_close_a_library(cast: Cast, deed: type[Library]) -> None:
    library = founded(cast)

    with tenant_scope(cast.northgate.pk):
        for actor in (cast.boris_acting, cast.rosa_acting, cast.ada_acting):
            with pytest.raises(NotPermitted):
                deed(library=library, actor=actor)


def test_only_the_owner_learns_how_many_subscribe(cast: Cast) -> None:
    library = founded(cast)
    for _ in range(2):
        subscribed(cast, library)

    seen = [
        at(tenant, lambda: library_page(library.public_id)).library.subscribers
        for tenant in (cast.northgate, cast.harbour)
    ]

    assert seen == [1, 0]


def test_who_leaves_is_counted_once_and_again_who_comes_back(cast: Cast) -> None:
    library = founded(cast)
    subscription = subscribed(cast, library)
    counts = []

    for _ in range(2):
        at(cast.harbour, lambda: end_subscription(subscription=subscription, actor=taker(cast)))
    counts.append(Library.objects.get().subscribers)
    subscribed(cast, library)
    counts.append(Library.objects.get().subscribers)

    assert counts == [0, 1]
