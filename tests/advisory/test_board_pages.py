"""The public pages of the board, and the register: what they show, cost and let be taken along."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.advisory import people
from tests.cast import Cast, browser


def test_a_members_page_shows_who_they_are_and_what_they_reviewed(cast: Cast) -> None:
    make.approved(cast)
    member = people.member(cast, cast.boris)

    said = browser(cast.northgate).get(f"/board/{member.public_id}/").content.decode()

    assert "Operates on spines." in said
    assert 'href="https://orcid.org/0000-0002-1825-0097"' in said
    assert "How should osteoporosis be treated?" in said
    assert "Credentials not checked yet" in said


def test_a_member_without_facts_is_named_without_a_page(cast: Cast) -> None:
    said = browser(cast.northgate).get("/board/").content.decode()

    assert "Dr Chiyo" in said
    assert "Bone metabolism" in said
    assert 'href="/board/' not in said.replace('href="/board/"', "")


def test_credit_for_reviews_can_be_taken_along(cast: Cast) -> None:
    make.approved(cast)
    member = people.member(cast, cast.boris)

    response = browser(cast.northgate, cast.boris).get(f"/board/{member.public_id}/reviews/")

    (item,) = json.loads(response.content)
    assert response["content-type"] == "application/vnd.citationstyles.csl+json"
    assert item["type"] == "review"
    assert item["author"] == [{"literal": "Dr Boris"}]
    assert item["reviewed-title"] == "How should osteoporosis be treated?"
    assert item["reviewed-author"] == [{"literal": "Ada Lindgren"}]
    assert item["URL"].endswith("/articles/brittle-bones/v1/")


def test_the_register_can_be_taken_along_and_no_cell_of_it_runs(cast: Cast) -> None:
    make.store(cast.northgate)
    people.interest(cast.northgate, cast.boris, public_text="=HYPERLINK(1)")

    response = browser(cast.northgate).get("/interests/register/file/")

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    boris = [row for row in rows if row["person"] == "Dr Boris"]
    assert [(row["kind"], row["direct"]) for row in boris] == [("research", "yes"), ("none", "no")]
    assert boris[0]["interest"] == "'=HYPERLINK(1)"
    assert boris[1]["withdrawn_on"]


def test_nothing_of_another_organisations_board_is_seen(cast: Cast) -> None:
    make.store(cast.harbour)
    people.interest(cast.harbour, cast.mei, public_text="Paid by a harbour")

    for address in ("/board/", "/interests/register/", "/interests/register/file/"):
        said = browser(cast.northgate).get(address).content.decode()
        assert "Dr Mei" not in said
        assert "Paid by a harbour" not in said


@pytest.mark.parametrize("address", ["/board/", "/interests/register/", "/interests/", "{member}"])
def test_a_page_costs_the_same_for_few_and_for_many(cast: Cast, address: str) -> None:
    make.store(cast.northgate)
    member = people.member(cast, cast.boris)
    people.interest(cast.northgate, cast.boris)
    client = browser(cast.northgate, cast.boris)
    path = address.format(member=f"/board/{member.public_id}/")
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    people.member(cast, cast.chiyo)
    for number in range(5):
        people.interest(cast.northgate, cast.boris, public_text=f"Trial {number}")
        people.interest(cast.northgate, cast.chiyo, public_text=f"Trial {number}")

    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(many) == len(few)
