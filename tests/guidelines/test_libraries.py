"""What an organisation publishes for others, and who can see it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.guidelines.libraries import (
    find_libraries,
    find_subscriptions,
    get_library,
    get_release,
    library_page,
    unpack,
)
from apps.guidelines.models import Library, LibraryRelease
from apps.guidelines.services.publish_library import found_library, publish_release
from apps.guidelines.services.subscribe import end_subscription, subscribe
from core.errors import InvalidInput, NotFound, NotPermitted, WrongState
from core.models import AuditEntry, Event
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.conflicting import differing, speaking_for
from tests.guidelines.sharing import (
    at,
    founded,
    giver,
    released,
    revised,
    shared,
    shared_and_taken,
    subscribed,
    taker,
)


def publish(cast: Cast, library: Library, *keys: str) -> LibraryRelease:
    return at(
        cast.northgate,
        lambda: publish_release(
            library=library, guideline_keys=keys, note="For all.", actor=giver(cast)
        ),
    )


def test_a_release_keeps_the_chosen_guidelines_as_they_are(cast: Cast) -> None:
    library = founded(cast)

    release = released(cast, library, shared())

    with tenant_scope(cast.northgate.pk):
        document = unpack(release)
        assert (release.number, release.recommendations) == (1, 2)
        assert [row["key"] for row in document["guidelines"]] == ["acp-bone"]
        entry = AuditEntry.objects.get(action="guidelines.library.released")
        assert (entry.data["number"], entry.actor_name) == (1, "Cleo Marsh")
        event = Event.objects.get(kind="guidelines.library.released")
        assert event.data == {"number": 1, "recommendations": 2}


def test_nothing_else_of_the_store_is_in_a_release(cast: Cast) -> None:
    other = speaking_for("another")
    other["bodies"].append({"key": "secret-body", "name": "Secret body", "short_name": "S"})
    other["concepts"].append({"key": "secret-word", "kind": "drug", "name": "secret word"})
    other["guidelines"][0]["body"] = "secret-body"
    make.store(cast.northgate, shared())
    make.store(cast.northgate, other)
    differing(cast.northgate)

    release = publish(cast, founded(cast), "acp-bone")

    document = unpack(release)
    assert document["conflicts"] == []
    said = json.dumps(document)
    for word in ("secret", "another", "for-it", "against-it"):
        assert word not in said


def test_an_unchanged_package_makes_no_release(cast: Cast) -> None:
    library = founded(cast)
    first = released(cast, library, shared())

    again = released(cast, library)

    assert again.pk == first.pk
    assert released(cast, library, revised()).number == 2


def test_what_is_private_is_refused_by_name(cast: Cast) -> None:
    document = shared()
    document["guidelines"][0]["redistribution"] = "tenant_private"
    make.store(cast.northgate, document)
    library = founded(cast)

    with pytest.raises(InvalidInput, match="Bone drugs"):
        publish(cast, library, "acp-bone")


def test_words_that_may_not_be_handed_on_are_refused_by_name(cast: Cast) -> None:
    theirs = make.recommendation("theirs", "Their own words.", verbatim=True)
    make.store(cast.northgate, make.package(theirs))
    library = founded(cast)

    with pytest.raises(InvalidInput, match="may not be handed on: Bone drugs"):
        publish(cast, library, "acp-bone")


def test_quotes_of_a_source_that_allows_none_stay_at_home(cast: Cast) -> None:
    said = make.recommendation("said", "In our words.", quote="In theirs, word for word.")
    library = founded(cast)

    release = released(cast, library, make.package(said))

    assert "In our words." in json.dumps(unpack(release))
    assert "word for word" not in json.dumps(unpack(release))


@pytest.mark.parametrize("keys", [(), ("nobody-has-it",)])
def test_a_release_needs_guidelines_that_are_there(cast: Cast, keys: tuple[str, ...]) -> None:
    make.store(cast.northgate)
    library = founded(cast)

    with pytest.raises(InvalidInput):
        publish(cast, library, *keys)


def test_what_came_from_a_library_is_not_passed_on(cast: Cast) -> None:
    shared_and_taken(cast)

    with tenant_scope(cast.harbour.pk):
        mine = found_library(
            title="Mine", description="", is_open=True, tenant=cast.harbour, actor=taker(cast)
        )
        with pytest.raises(InvalidInput, match="another library"):
            publish_release(library=mine, guideline_keys=["acp-bone"], note="", actor=taker(cast))


def test_only_the_owner_publishes(cast: Cast) -> None:
    library = founded(cast)
    make.store(cast.harbour)

    with tenant_scope(cast.harbour.pk), pytest.raises(NotFound):
        publish_release(library=library, guideline_keys=["acp-bone"], note="", actor=taker(cast))


def test_only_curators_found_publish_and_subscribe(cast: Cast) -> None:
    library = founded(cast)
    facts: dict[str, Any] = {"title": "Mine", "description": "", "is_open": True}

    with tenant_scope(cast.northgate.pk):
        for actor in (cast.ada_acting, cast.boris_acting, cast.rosa_acting):
            with pytest.raises(NotPermitted):
                found_library(**facts, tenant=cast.northgate, actor=actor)
            with pytest.raises(NotPermitted):
                publish_release(library=library, guideline_keys=["x"], note="", actor=actor)
    with tenant_scope(cast.harbour.pk), pytest.raises(NotPermitted):
        subscribe(library=library, actor=cast.mei_acting)


@pytest.mark.parametrize("title", ["", "  ", "x" * 201])
def test_a_library_has_a_title(cast: Cast, title: str) -> None:
    with pytest.raises(InvalidInput):
        founded(cast, title=title)


def test_a_title_is_used_once(cast: Cast) -> None:
    founded(cast)

    with pytest.raises(WrongState):
        founded(cast)


def test_an_open_library_is_seen_with_its_owner_and_releases(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())

    with tenant_scope(cast.harbour.pk):
        (item,) = find_libraries()
        page = library_page(library.public_id)

    assert (item.title, item.owner, item.is_own) == ("Bones", "Northgate Spine Network", False)
    assert (item.latest, item.recommendations) == (1, 2)
    assert [release.number for release in page.releases] == [1]


def test_a_closed_library_is_seen_by_its_owner_alone(cast: Cast) -> None:
    library = founded(cast, is_open=False)
    released(cast, library, shared())

    with tenant_scope(cast.northgate.pk):
        assert len(find_libraries()) == 1
        assert get_library(library.public_id) == library
    with tenant_scope(cast.harbour.pk):
        assert find_libraries() == ()
        for look in (
            lambda: get_library(library.public_id),
            lambda: library_page(library.public_id),
            lambda: get_release(library.pk, 1),
            lambda: subscribe(library=library, actor=taker(cast)),
        ):
            with pytest.raises(NotFound):
                look()


def test_a_library_that_was_closed_tells_its_subscribers_no_name(cast: Cast) -> None:
    library, _ = shared_and_taken(cast)
    Library.objects.filter(pk=library.pk).update(is_open=False)

    with tenant_scope(cast.harbour.pk):
        (item,) = find_subscriptions()

    assert not item.is_visible
    assert (item.title, item.owner) == ("A library that is no longer open", "")
    assert (item.taken_over, item.is_behind) == (1, False)


def test_subscribing_twice_is_subscribing_once(cast: Cast) -> None:
    library = founded(cast)

    assert subscribed(cast, library) == subscribed(cast, library)

    with tenant_scope(cast.harbour.pk):
        assert AuditEntry.objects.filter(action="guidelines.library.subscribed").count() == 1


def test_ones_own_library_needs_no_subscription(cast: Cast) -> None:
    library = founded(cast)

    with tenant_scope(cast.northgate.pk), pytest.raises(WrongState):
        subscribe(library=library, actor=giver(cast))


def test_a_subscription_that_ended_can_go_on(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)

    ended = at(cast.harbour, lambda: end_subscription(subscription=subscription, actor=taker(cast)))

    assert ended.ended_at is not None
    again = subscribed(cast, library)
    assert (again.pk, again.ended_at, again.release_number) == (subscription.pk, None, 1)


def test_a_subscriber_sees_that_there_is_more(cast: Cast) -> None:
    library, _ = shared_and_taken(cast)
    released(cast, library, revised())

    with tenant_scope(cast.harbour.pk):
        (item,) = find_subscriptions()

    assert (item.taken_over, item.latest, item.is_behind) == (1, 2, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE guidelines_libraryrelease SET note = 'Something else'",
        "DELETE FROM guidelines_libraryrelease",
    ],
)
def test_the_database_keeps_a_release_as_it_is(cast: Cast, statement: str) -> None:
    released(cast, founded(cast), shared())

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
