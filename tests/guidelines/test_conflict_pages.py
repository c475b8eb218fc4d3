"""Conflicts on their pages: the sides next to each other, and settling it there."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.guidelines.domain.values import ConflictState
from apps.guidelines.models import Conflict, RecommendationVersion
from apps.guidelines.services.settle_conflict import settle_conflict
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import (
    differing,
    speaking_against,
    speaking_for,
    the_conflict,
    withdrawn,
)

CONFLICTS = "/curation/conflicts/"
REASON = "The newer review outweighs the older one."
SETTLED = {"state": "settled", "reason": REASON}


def _address(cast: Cast, deed: str = "") -> str:
    return f"{CONFLICTS}{the_conflict(cast.northgate).public_id}/{deed}"


def _page(cast: Cast, user: User) -> str:
    return browser(cast.northgate, user).get(_address(cast)).content.decode()


def _settle(cast: Cast, user: User | None, **form: str) -> Any:
    return browser(cast.northgate, user).post(_address(cast, "settle/"), {**SETTLED, **form})


def _readers_page(cast: Cast) -> str:
    with tenant_scope(cast.northgate.pk):
        public_id = RecommendationVersion.objects.filter(direction="for").get().public_id
    return browser(cast.northgate).get(f"/recommendations/{public_id}/").content.decode()


def _entries(cast: Cast) -> int:
    with tenant_scope(cast.northgate.pk):
        return AuditEntry.objects.filter(action="guidelines.conflict.settled").count()


def test_the_list_leads_to_what_is_open(cast: Cast) -> None:
    differing(cast.northgate)
    differing(cast.harbour)

    html = browser(cast.northgate, cast.boris).get(CONFLICTS).content.decode()

    assert re.findall(r'<h3><a href="([^"]+)"', html) == [_address(cast)]
    assert "Found by comparing records" in html
    assert "Open (1)" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=settled", 0),
        ("?state=all", 1),
        ("?intervention=bisphosphonate", 1),
        ("?intervention=denosumab", 0),
    ],
)
def test_the_list_shows_what_was_chosen(cast: Cast, query: str, found: int) -> None:
    differing(cast.northgate)

    html = browser(cast.northgate, cast.cleo).get(f"{CONFLICTS}{query}").content.decode()

    assert html.count(_address(cast)) == found
    assert ("There is no such conflict." in html) is not bool(found)


@pytest.mark.parametrize("query", ["?state=lost", "?intervention=" + "x" * 81, "?state=%00"])
def test_a_choice_that_the_list_has_not_is_refused(cast: Cast, query: str) -> None:
    response = browser(cast.northgate, cast.cleo).get(f"{CONFLICTS}{query}")

    assert response.status_code == 400


def test_the_list_costs_the_same_for_more(cast: Cast) -> None:
    differing(cast.northgate)
    client = browser(cast.northgate, cast.cleo)
    client.get(CONFLICTS)
    with CaptureQueriesContext(connection) as few:
        client.get(CONFLICTS)
    for number in range(3):
        age = {"population": {"text": "the old", "age_min": 90 + number, "age_unit": "a"}}
        make.store(cast.northgate, speaking_for(f"for-{number}", acuity="acute", **age))
        make.store(cast.northgate, speaking_against(f"not-{number}", acuity="acute", **age))

    with CaptureQueriesContext(connection) as more:
        client.get(CONFLICTS)

    # Eight of them find out who asks.
    assert len(more) == len(few) == 9 + 4


def test_each_side_says_who_when_for_whom_and_how_strongly(cast: Cast) -> None:
    differing(cast.northgate)

    html = _page(cast, cast.boris)

    one, other = html.split('<article class="side">')[1:]
    for said in ("For</span>", "ACP, 2023", "for-it: offer it.", "Strong recommendation"):
        assert said in one
    for said in ("Against</span>", "against-it: avoid it.", "<q>Do not use</q>"):
        assert said in other
    for side in (one, other):
        assert "Adults with osteoporosis" in side
        assert "High certainty" in side
        assert "/recommendations/" in side


def test_a_side_that_may_not_be_shown_names_its_source_and_keeps_its_words(cast: Cast) -> None:
    make.store(cast.northgate, speaking_for())
    secret = speaking_against(verbatim=True)
    secret["works"][0] |= {"doi": "10.1000/182"}
    make.store(cast.northgate, secret)

    html = _page(cast, cast.cleo)

    assert "avoid it" not in html
    assert "The source does not allow its words to be shown here." in html
    assert 'href="https://doi.org/10.1000/182"' in html


def test_a_direction_that_was_read_from_the_wording_says_so(cast: Cast) -> None:
    make.store(cast.northgate, speaking_for())
    make.store(cast.northgate, speaking_against(direction_inferred=True))

    html = _page(cast, cast.cleo)

    assert html.count("Read from the wording") == 1


def test_a_side_that_is_no_longer_in_force_is_counted(cast: Cast) -> None:
    differing(cast.northgate)
    make.store(cast.northgate, withdrawn(speaking_against()))

    html = _page(cast, cast.cleo)

    assert "1 in force, 1 no longer" in html
    assert 'name="reason"' not in html


@pytest.mark.parametrize("name", ["cleo", "boris"])
def test_who_settles_is_named_with_the_reason_and_readers_see_both(cast: Cast, name: str) -> None:
    differing(cast.northgate)
    person = getattr(cast, name)

    response = _settle(cast, person)

    assert (response.status_code, response["Location"]) == (302, _address(cast))
    for html in (_page(cast, person), _readers_page(cast)):
        assert REASON in html
        assert person.name in html
    assert 'name="reason"' not in _page(cast, person)


def test_readers_are_not_told_of_what_was_dismissed(cast: Cast) -> None:
    differing(cast.northgate)
    before = _readers_page(cast)

    _settle(cast, cast.cleo, state="dismissed")

    assert "Sources differ" in before
    assert "Sources differ" not in _readers_page(cast)
    assert the_conflict(cast.northgate).state == ConflictState.DISMISSED


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reason": "  "}, "Say why, for whoever reads it later."),
        ({"state": ""}, "Say whether you settle or dismiss it."),
        ({"state": "gone"}, "A conflict is settled or dismissed"),
        ({"reason": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    cast: Cast, form: dict[str, str], said: str
) -> None:
    differing(cast.northgate)

    response = _settle(cast, cast.cleo, **form)

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert {**SETTLED, **form}["reason"].strip() in html
    assert the_conflict(cast.northgate).state == ConflictState.OPEN


def test_who_comes_second_keeps_what_they_wrote(cast: Cast) -> None:
    differing(cast.northgate)
    _settle(cast, cast.cleo)

    response = _settle(cast, cast.boris, reason="I see it otherwise.")

    html = response.content.decode()
    assert response.status_code == 409
    assert "I see it otherwise." in html
    assert REASON in html
    assert _entries(cast) == 1


@pytest.mark.parametrize(("name", "status"), [(None, 302), ("ada", 403), ("edda", 403)])
def test_nobody_else_settles_on_the_page(cast: Cast, name: str | None, status: int) -> None:
    differing(cast.northgate)

    response = _settle(cast, getattr(cast, name) if name else None)

    assert response.status_code == status
    assert the_conflict(cast.northgate).state == ConflictState.OPEN


def test_another_organisations_conflict_has_no_page(cast: Cast) -> None:
    differing(cast.northgate)
    client = browser(cast.harbour, cast.hana)

    shown = client.get(_address(cast))
    settled = client.post(_address(cast, "settle/"), SETTLED)
    nobodys = client.get(f"{CONFLICTS}{uuid.uuid4()}/")

    assert (shown.status_code, settled.status_code, nobodys.status_code) == (404, 404, 404)
    assert the_conflict(cast.northgate).state == ConflictState.OPEN


def test_a_settlement_is_told_only_beside_the_sides_it_was_made_for(cast: Cast) -> None:
    differing(cast.northgate)
    _settle(cast, cast.cleo)
    make.store(cast.northgate, speaking_against("third"))

    reopened = _readers_page(cast)

    with tenant_scope(cast.northgate.pk):
        settle_conflict(
            conflict=Conflict.objects.get(),
            state=ConflictState.SETTLED,
            reason="All three were read.",
            actor=cast.boris_acting,
        )
    assert REASON not in reopened
    assert "All three were read." in _readers_page(cast)
