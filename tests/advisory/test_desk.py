"""The desk's queue and its review page: what waits, beside what it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.roles import Role
from apps.accounts.models import Membership, User
from apps.articles.domain.lifecycle import State
from apps.articles.domain.package import read_article
from apps.articles.services import move
from apps.articles.services.import_article import import_article
from core.tenancy.scope import tenant_scope
from tests import make
from tests.advisory.deeds import DEEDS, send
from tests.cast import Cast, actor_of, browser


@pytest.mark.parametrize("path", ["/desk/", "/desk/{}/"])
def test_the_desk_asks_visitors_to_sign_in(cast: Cast, path: str) -> None:
    version = make.submitted(cast)
    path = path.format(version.public_id)

    response = browser(cast.northgate).get(path)

    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/desk/", "ada"),
        ("/desk/", "rosa"),
        ("/desk/{}/", "ada"),
        ("/desk/{}/", "rosa"),
        ("/desk/{}/", "edda"),
    ],
)
def test_the_desk_is_for_the_board_and_admins_see_its_queue_alone(
    cast: Cast, path: str, name: str
) -> None:
    version = make.submitted(cast)

    response = browser(cast.northgate, getattr(cast, name)).get(path.format(version.public_id))

    assert response.status_code == 403


def test_the_queue_has_what_waits_and_nothing_else(cast: Cast) -> None:
    make.signed(cast)
    newer = make.draft(cast, make.article(slug="second", question="A second question?"))
    with tenant_scope(cast.northgate.pk):
        move.submit(version=newer, actor=cast.ada_acting)
    make.draft(cast, make.article(slug="draft", question="Only a draft?"))
    make.submitted_at_harbour(cast)

    html = browser(cast.northgate, cast.boris).get("/desk/").content.decode()

    assert html.index("How should osteoporosis be treated?") < html.index("A second question?")
    assert "Only a draft?" not in html
    assert html.count("/desk/") >= 2
    assert "1 of 1 signed" in html
    assert "0 of 1 signed" in html
    assert "Signed by you" in html
    assert "Otto" not in html


def test_what_is_approved_leaves_the_queue(cast: Cast) -> None:
    make.approved(cast)

    html = browser(cast.northgate, cast.boris).get("/desk/").content.decode()

    assert "Nothing waits for the board." in html


@pytest.mark.parametrize("path", ["/desk/", "/desk/{}/"])
def test_the_desk_costs_the_same_however_much_waits(cast: Cast, path: str) -> None:
    version = make.submitted(cast)
    client = browser(cast.northgate, cast.boris)
    path = path.format(version.public_id)
    client.get(path)
    with CaptureQueriesContext(connection) as before:
        client.get(path)
    for slug in ("second", "third"):
        more = make.draft(cast, make.article(slug=slug))
        with tenant_scope(cast.northgate.pk):
            move.submit(version=more, actor=cast.ada_acting)

    with CaptureQueriesContext(connection) as after:
        client.get(path)

    assert len(after) == len(before)


def test_the_review_page_shows_a_statement_beside_its_source_and_grade(cast: Cast) -> None:
    document = make.package()
    document["guidelines"][0]["redistribution"] = "quote_with_credit"
    rows = document["guidelines"][0]["versions"][0]["recommendations"]
    rows[0]["quote"] = "We recommend a bisphosphonate first."
    make.store(cast.northgate, document)
    version = make.draft(cast)
    with tenant_scope(cast.northgate.pk):
        move.submit(version=version, actor=cast.ada_acting)

    html = browser(cast.northgate, cast.boris).get(f"/desk/{version.public_id}/").content.decode()

    for shown in (
        "Offer a bisphosphonate (clinician)",
        "We recommend a bisphosphonate first.",
        "Consider denosumab where a bisphosphonate cannot be taken.",
        "Strong recommendation, high certainty",
        "Bone drugs",
        "Take it under review to sign it.",
    ):
        assert shown in html, shown


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        ("submitted", {"take"}),
        ("under_review", {"sign", "ask-for-changes"}),
        ("signed", {"approve", "ask-for-changes"}),
        ("approved", set()),
    ],
)
def test_the_review_page_offers_what_can_be_done_now(
    cast: Cast, state: str, buttons: set[str]
) -> None:
    version = getattr(make, state)(cast)

    html = browser(cast.northgate, cast.boris).get(f"/desk/{version.public_id}/").content.decode()

    offered = {deed for deed in DEEDS if f'action="/desk/{version.public_id}/{deed}/"' in html}
    assert offered == buttons


def test_every_button_carries_what_was_read(cast: Cast) -> None:
    version = make.under_review(cast)

    html = browser(cast.northgate, cast.boris).get(f"/desk/{version.public_id}/").content.decode()

    with tenant_scope(cast.northgate.pk):
        parts = make.all_parts(version)
    assert [key for key in parts if f'name="part" value="{key}:{parts[key]}"' not in html] == []


def test_a_member_of_two_organisations_judges_only_where_they_sit(cast: Cast) -> None:
    Membership.objects.create(tenant=cast.northgate, user=cast.mei, roles=[Role.READER])
    version = make.under_review(cast)

    response = send(browser(cast.northgate, cast.mei), version, "sign")

    assert response.status_code == 403


def _person(cast: Cast, **facts: Any) -> User:
    person = User.objects.get(pk=cast.boris.pk)
    for name, value in facts.items():
        setattr(person, name, value)
    person.save()
    return person


def test_a_sign_off_keeps_the_name_and_specialty_of_its_day(cast: Cast) -> None:
    version = make.approved(cast)
    _person(cast, name="Dr Boris Married", specialty="Retired")

    html = browser(cast.northgate).get("/articles/brittle-bones/").content.decode()

    assert "Reviewed by Dr Boris, Orthopaedic surgery" in html
    assert "Retired" not in html
    assert version.state == State.APPROVED


def test_a_reviewer_without_a_specialty_is_named_without_a_stray_comma(cast: Cast) -> None:
    _person(cast, specialty="")
    make.approved(cast)

    html = browser(cast.northgate).get("/articles/brittle-bones/").content.decode()

    assert "Reviewed by Dr Boris, " in html
    assert "Dr Boris, ," not in html


def test_an_author_of_another_organisation_is_not_known_here(cast: Cast) -> None:
    make.store(cast.northgate)
    with tenant_scope(cast.northgate.pk):
        version = import_article(
            package=read_article(make.article()),
            author=cast.ada,
            actor=actor_of(cast.ada, Role.AUTHOR),
        )
        move.submit(version=version, actor=cast.ada_acting)

    html = browser(cast.harbour, cast.mei).get("/desk/").content.decode()

    assert "Nothing waits for the board." in html
    assert "Ada Lindgren" not in html
