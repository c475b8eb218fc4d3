"""A subscription's page: what a release would change, approving it, leaving."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.guidelines.models import RecommendationVersion, Subscription
from apps.guidelines.services.open_library import close_library
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.adapted import OURS, adapted
from tests.guidelines.conflicting import speaking_for
from tests.guidelines.sharing import (
    at,
    founded,
    giver,
    released,
    revised,
    shared,
    shared_and_taken,
    subscribed,
)


def page_of(subscription: Subscription, deed: str = "") -> str:
    return f"/curation/subscriptions/{subscription.public_id}/{deed}"


def approval(hana: Client, subscription: Subscription) -> dict[str, str]:
    """What the page's button sends."""
    html = hana.get(page_of(subscription)).content.decode()
    return dict(re.findall(r'name="(number|sha256)" value="([^"]+)"', html))


def newer(cast: Cast) -> Subscription:
    """Harbour has release 1 and an adaptation of it; release 2 changes what was adapted."""
    library, subscription = shared_and_taken(cast)
    adapted(cast)
    released(cast, library, revised())
    return subscription


def test_the_page_shows_what_the_newest_release_would_change(cast: Cast) -> None:
    subscription = newer(cast)

    html = browser(cast.harbour, cast.hana).get(page_of(subscription)).content.decode()

    plan = html.split("What release 2 would change")[1].split(">Releases<")[0]
    assert re.findall(r"<dt>(\S+)[^<]*</dt><dd>(\d+)</dd>", plan)[:3] == [
        ("New", "0"),
        ("Changed", "1"),
        ("Unchanged", "3"),
    ]
    assert "Offer a bisphosphonate first to adults with osteoporosis." in plan
    assert "Offer a bisphosphonate to adults at high risk." in plan
    assert OURS["statement"] in plan.split("You adapted what changes")[1]


def test_a_guideline_that_left_the_library_is_named(cast: Cast) -> None:
    library = founded(cast)
    make.store(cast.northgate, shared())
    released(cast, library, speaking_for("for-it"))
    subscription = subscribed(cast, library)
    hana = browser(cast.harbour, cast.hana)
    hana.post(page_of(subscription, "take-over/"), approval(hana, subscription))
    browser(cast.northgate, cast.cleo).post(
        f"/curation/libraries/{library.public_id}/publish/", {"guideline_keys": ["for-it"]}
    )

    html = hana.get(page_of(subscription)).content.decode()

    assert "Bone drugs" in html.split("No longer in the library")[1].split("</ul>")[0]


def test_an_approved_release_is_taken_over(cast: Cast) -> None:
    subscription = newer(cast)
    hana = browser(cast.harbour, cast.hana)

    response = hana.post(page_of(subscription, "take-over/"), approval(hana, subscription))

    assert response["Location"] == page_of(subscription)
    with tenant_scope(cast.harbour.pk):
        assert Subscription.objects.get().release_number == 2
        assert RecommendationVersion.objects.filter(
            clinician="Offer a bisphosphonate to adults at high risk.", status="active"
        ).exists()
    assert "Up to date" in hana.get(page_of(subscription)).content.decode()


def test_a_plan_that_is_not_the_shown_one_is_refused(cast: Cast) -> None:
    subscription = newer(cast)
    hana = browser(cast.harbour, cast.hana)
    sent = approval(hana, subscription) | {"sha256": "0" * 64}

    response = hana.post(page_of(subscription, "take-over/"), sent)

    assert response.status_code == 409
    with tenant_scope(cast.harbour.pk):
        assert Subscription.objects.get().release_number == 1


@pytest.mark.parametrize("sent", [{}, {"number": "1"}, {"number": "x", "sha256": "0" * 64}])
def test_an_approval_that_names_no_plan_is_refused(cast: Cast, sent: dict[str, str]) -> None:
    subscription = newer(cast)

    response = browser(cast.harbour, cast.hana).post(page_of(subscription, "take-over/"), sent)

    assert response.status_code == 400


def test_a_release_that_was_never_published_is_not_found(cast: Cast) -> None:
    subscription = newer(cast)
    sent = {"number": "9", "sha256": "0" * 64}

    response = browser(cast.harbour, cast.hana).post(page_of(subscription, "take-over/"), sent)

    assert response.status_code == 404


def test_ending_a_subscription_leaves_the_copies(cast: Cast) -> None:
    subscription = newer(cast)
    hana = browser(cast.harbour, cast.hana)

    for _ in range(2):
        assert hana.post(page_of(subscription, "end/"))["Location"] == page_of(subscription)

    html = hana.get(page_of(subscription)).content.decode()
    assert "This subscription has ended." in html
    assert "would change" not in html
    assert "Subscribe again" in html
    sent: dict[str, Any] = {"number": "2", "sha256": "0" * 64}
    assert hana.post(page_of(subscription, "take-over/"), sent).status_code == 409


def test_a_closed_library_leaves_a_page_that_says_so(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    at(cast.northgate, lambda: close_library(library=library, actor=giver(cast)))

    html = browser(cast.harbour, cast.hana).get(page_of(subscription)).content.decode()

    assert "You keep what you took over, and no new release comes." in html
    assert "Northgate" not in html
    assert "Bones" not in html


@pytest.mark.parametrize("deed", ["take-over/", "end/"])
def test_only_its_own_curators_act_on_a_subscription(cast: Cast, deed: str) -> None:
    subscription = newer(cast)

    assert browser(cast.harbour).post(page_of(subscription, deed)).status_code == 302
    assert browser(cast.harbour, cast.mei).post(page_of(subscription, deed)).status_code == 403
    sent = {"number": "2", "sha256": "0" * 64}
    cleo = browser(cast.northgate, cast.cleo)
    assert cleo.post(page_of(subscription, deed), sent).status_code == 404
    with tenant_scope(cast.harbour.pk):
        row = Subscription.objects.get()
        assert (row.release_number, row.ended_at) == (1, None)


def test_only_its_own_curators_see_a_subscription(cast: Cast) -> None:
    subscription = subscribed(cast, founded(cast))

    statuses = [
        browser(tenant, person).get(page_of(subscription)).status_code
        for tenant, person in (
            (cast.harbour, None),
            (cast.harbour, cast.mei),
            (cast.harbour, cast.hana),
            (cast.northgate, cast.cleo),
        )
    ]

    assert statuses == [302, 403, 200, 404]


def test_the_plan_costs_the_same_for_any_number_of_rows(cast: Cast) -> None:
    counts = []
    for rows in (1, 12):
        many = [make.recommendation(f"r{n}", f"Offer it, {n}.") for n in range(rows)]
        library = founded(cast, title=f"Library {rows}")
        released(cast, library, make.package(*many, label=str(2023 + rows)))
        subscription = subscribed(cast, library)
        hana = browser(cast.harbour, cast.hana)
        with CaptureQueriesContext(connection) as captured:
            hana.get(page_of(subscription))
        counts.append(len(captured))

    assert counts[0] == counts[1]
