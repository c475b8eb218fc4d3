"""Interests at the vote: who has one in what a version is about, and who never said."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.advisory.models import Interest, SignOff
from apps.advisory.vote import interests_at_vote
from apps.articles.models import ArticleVersion
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory import people
from tests.advisory.deeds import send
from tests.cast import Cast, browser

PUBLIC = str(people.INTEREST["public_text"])
PRIVATE = str(people.INTEREST["private_text"])


def _page(cast: Cast, version: ArticleVersion, who: str = "boris") -> str:
    client = browser(cast.northgate, getattr(cast, who))
    return client.get(f"/desk/{version.public_id}/").content.decode()


def _withdraw(cast: Cast, who: str) -> None:
    """What the cast declared for them: that there is nothing."""
    client = browser(cast.northgate, getattr(cast, who))
    with tenant_scope(cast.northgate.pk):
        (row,) = Interest.objects.filter(user=getattr(cast, who))
    client.post(f"/interests/{row.public_id}/withdraw/")


def test_the_board_sees_whose_interest_bears_on_what_it_votes_on(cast: Cast) -> None:
    version = make.under_review(cast)
    people.interest(cast.northgate, cast.chiyo, intervention="bisphosphonate")

    said = _page(cast, version)

    assert PUBLIC in said
    assert "Does not sign" in said
    assert PRIVATE not in said


def test_a_chair_sees_the_private_part(cast: Cast) -> None:
    version = make.under_review(cast)
    people.interest(cast.northgate, cast.chiyo, intervention="bisphosphonate")
    people.member(cast, cast.boris, is_chair=True)

    assert PRIVATE in _page(cast, version)


@pytest.mark.parametrize(
    "changes", [{"intervention": "brace"}, {"until_on": people.in_days(-1)}], ids=["other", "over"]
)
def test_what_does_not_bear_on_it_is_not_shown(cast: Cast, changes: dict[str, object]) -> None:
    version = make.under_review(cast)
    people.interest(cast.northgate, cast.chiyo, **changes)

    assert PUBLIC not in _page(cast, version)


def test_each_part_that_a_member_is_kept_from_is_named(cast: Cast) -> None:
    version = make.under_review(cast)
    people.interest(cast.northgate, cast.chiyo, intervention="bisphosphonate", is_direct=False)

    with tenant_scope(cast.northgate.pk):
        (concerned,) = interests_at_vote(version, actor=cast.boris_acting).concerned

    assert "outline" not in concerned.parts
    assert set(concerned.parts) < set(_all_parts(cast, version))


def test_whoever_never_declared_is_named_and_cannot_sign(cast: Cast) -> None:
    version = make.under_review(cast)
    _withdraw(cast, "boris")

    response = send(browser(cast.northgate, cast.boris), version, "sign")

    said = response.content.decode()
    assert response.status_code == 409
    assert "Declare your interests before you sign" in said
    assert "cannot sign: Dr Boris" in _page(cast, version, "chiyo")
    with tenant_scope(cast.northgate.pk):
        assert not SignOff.objects.exists()


def test_it_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    version = make.under_review(cast)
    people.interest(cast.northgate, cast.chiyo, intervention="bisphosphonate")
    with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as few:
        interests_at_vote(version, actor=cast.boris_acting)
    for number in range(5):
        people.interest(
            cast.northgate, cast.boris, intervention="bisphosphonate", public_text=f"Trial {number}"
        )

    with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as many:
        found = interests_at_vote(version, actor=cast.boris_acting)

    assert len(found.concerned) == 6
    assert len(many) == len(few)


def _all_parts(cast: Cast, version: ArticleVersion) -> dict[str, str]:
    with tenant_scope(cast.northgate.pk):
        return make.all_parts(version)
