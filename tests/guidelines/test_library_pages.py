"""Libraries at the curator's desk: founding, publishing, opening, subscribing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.models import Library, LibraryRelease, Subscription
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.sharing import founded, released, shared, shared_and_taken, subscribed

LIBRARIES = "/curation/libraries/"


def page_of(library: Library, deed: str = "") -> str:
    return f"{LIBRARIES}{library.public_id}/{deed}"


@pytest.mark.parametrize("deed", ["", "publish/"])
def test_visitors_sign_in_before_they_see_a_library(cast: Cast, deed: str) -> None:
    address = page_of(founded(cast), deed)

    response = browser(cast.northgate).get(address)

    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={address}")


@pytest.mark.parametrize("name", ["ada", "boris", "edda", "rosa"])
def test_libraries_are_for_curators(cast: Cast, name: str) -> None:
    library = founded(cast)
    member = browser(cast.northgate, getattr(cast, name))

    assert member.get(LIBRARIES).status_code == 403
    for deed in ("open/", "close/", "subscribe/", "publish/"):
        assert member.post(page_of(library, deed)).status_code == 403


def test_a_curator_founds_a_library(cast: Cast) -> None:
    cleo = browser(cast.northgate, cast.cleo)

    response = cleo.post(LIBRARIES, {"title": "Bones", "description": "All.", "is_open": "on"})

    library = Library.objects.get()
    assert response["Location"] == page_of(library)
    assert (library.title, library.is_open, library.owner) == ("Bones", True, cast.northgate)


@pytest.mark.parametrize(
    ("title", "said"),
    [("", "This field is required."), ("Bones", "You have a library of that title")],
)
def test_what_was_typed_is_not_lost_when_a_library_is_refused(
    cast: Cast, title: str, said: str
) -> None:
    founded(cast)
    cleo = browser(cast.northgate, cast.cleo)

    response = cleo.post(LIBRARIES, {"title": title, "description": "A long thought."})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert "A long thought." in response.content.decode()
    assert Library.objects.count() == 1


def test_a_curator_publishes_the_chosen_guidelines(cast: Cast) -> None:
    make.store(cast.northgate, shared())
    library = founded(cast)
    cleo = browser(cast.northgate, cast.cleo)
    form = {"guideline_keys": ["acp-bone"], "note": "The first."}

    responses = [cleo.post(page_of(library, "publish/"), form) for _ in range(2)]

    assert [response["Location"] for response in responses] == [page_of(library)] * 2
    release = LibraryRelease.objects.get()
    assert (release.number, release.note, release.published_by) == (1, "The first.", "Cleo Marsh")
    html = cleo.get(page_of(library)).content.decode()
    assert "<td>Bone drugs</td><td>ACP</td><td>2 active</td>" in html


def test_a_release_without_guidelines_is_refused_and_its_note_kept(cast: Cast) -> None:
    library = founded(cast)
    cleo = browser(cast.northgate, cast.cleo)

    response = cleo.post(page_of(library, "publish/"), {"note": "What is new."})

    assert response.status_code == 422
    assert "Choose at least one guideline." in response.content.decode()
    assert "What is new." in response.content.decode()


@pytest.mark.parametrize(
    ("redistribution", "verbatim", "reason"),
    [
        ("tenant_private", False, "For your organisation alone."),
        ("link_only", True, "It holds its source's words, which may not be handed on."),
    ],
)
def test_what_may_not_be_given_away_has_a_reason_and_no_box(
    cast: Cast, redistribution: str, verbatim: bool, reason: str
) -> None:
    document = make.package(make.recommendation("first", "Words.", verbatim=verbatim))
    document["guidelines"][0]["redistribution"] = redistribution
    make.store(cast.northgate, document)
    library = founded(cast)
    cleo = browser(cast.northgate, cast.cleo)

    html = cleo.get(page_of(library, "publish/")).content.decode()
    posted = cleo.post(page_of(library, "publish/"), {"guideline_keys": ["acp-bone"]})

    assert reason in html
    assert 'value="acp-bone"' not in html
    assert posted.status_code == 422
    assert not LibraryRelease.objects.exists()


def test_the_boxes_of_the_last_release_are_ticked(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())

    html = browser(cast.northgate, cast.cleo).get(page_of(library, "publish/")).content.decode()

    assert 'value="acp-bone" id="g-acp-bone" checked' in html


def test_an_owner_opens_and_closes_from_the_librarys_page(cast: Cast) -> None:
    library = founded(cast)
    cleo = browser(cast.northgate, cast.cleo)

    seen = []
    for deed in ("close/", "close/", "open/"):
        assert cleo.post(page_of(library, deed))["Location"] == page_of(library)
        seen.append(Library.objects.get().is_open)

    assert seen == [False, False, True]


def test_another_organisations_curator_sees_an_open_library_and_cannot_change_it(
    cast: Cast,
) -> None:
    library = founded(cast)
    released(cast, library, shared())
    hana = browser(cast.harbour, cast.hana)

    html = hana.get(page_of(library)).content.decode()

    assert "Northgate Spine Network" in html
    assert "Bone drugs" in html
    assert "Close this library" not in html
    assert "subscriber" not in html
    for deed in ("close/", "open/", "publish/"):
        assert hana.post(page_of(library, deed)).status_code == 404
    assert hana.get(page_of(library, "publish/")).status_code == 404
    assert Library.objects.get().is_open


def test_a_closed_library_is_nothing_to_others(cast: Cast) -> None:
    library = founded(cast, is_open=False, title="Secret bones")
    hana = browser(cast.harbour, cast.hana)

    assert "Secret bones" not in hana.get(LIBRARIES).content.decode()
    for address in (page_of(library), f"{LIBRARIES}{uuid4()}/"):
        assert hana.get(address).status_code == 404
    assert hana.post(page_of(library, "subscribe/")).status_code == 404


def test_subscribing_leads_to_the_subscription_and_twice_is_once(cast: Cast) -> None:
    library = founded(cast)
    hana = browser(cast.harbour, cast.hana)

    responses = [hana.post(page_of(library, "subscribe/")) for _ in range(2)]

    with tenant_scope(cast.harbour.pk):
        subscription = Subscription.objects.get()
        assert AuditEntry.objects.filter(action="guidelines.library.subscribed").count() == 1
    address = f"/curation/subscriptions/{subscription.public_id}/"
    assert [response["Location"] for response in responses] == [address] * 2


def test_nobody_subscribes_to_their_own_library(cast: Cast) -> None:
    library = founded(cast)

    response = browser(cast.northgate, cast.cleo).post(page_of(library, "subscribe/"))

    assert response.status_code == 409


def test_the_directory_tells_what_is_new_to_a_subscriber(cast: Cast) -> None:
    library, _ = shared_and_taken(cast)
    make.store(cast.northgate, make.package(label="2023"))
    released(cast, library, make.package(make.recommendation("third", "Third.")))
    founded(cast, title="Joints")

    html = browser(cast.harbour, cast.hana).get(LIBRARIES).content.decode()

    assert "Release 1 taken over" in html
    assert "Release 2 is out" in html
    others = html.split("Open to you")[1]
    assert "Joints" in others
    assert "Bones" not in others


def test_the_directory_costs_the_same_for_any_number(cast: Cast) -> None:
    subscribed(cast, founded(cast))
    hana = browser(cast.harbour, cast.hana)
    counts = []
    for title in ("Joints", "Hearts"):
        with CaptureQueriesContext(connection) as captured:
            hana.get(LIBRARIES)
        counts.append(len(captured))
        subscribed(cast, founded(cast, title=title))
        founded(cast, title=f"{title} more")

    assert counts[0] == counts[1]
