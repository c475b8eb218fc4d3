"""The organisation's settings: people, keys and the audit log, for its admins."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.cast import Cast, browser, partner

SETTINGS = "/settings/"


def test_an_admin_sees_people_keys_and_what_happened(cast: Cast) -> None:
    make.submitted(cast)

    response = browser(cast.northgate, cast.edda).get(SETTINGS)

    said = response.content.decode()
    assert response.status_code == 200
    assert "ada@northgate.example" in said
    assert "Dr Boris" in said
    assert cast.pia_key[:12] in said
    assert "articles.version.submitted" in said


def test_an_admin_sees_nothing_of_another_organisation(cast: Cast) -> None:
    make.submitted_at_harbour(cast)

    said = browser(cast.northgate, cast.edda).get(SETTINGS).content.decode()

    assert "harbour" not in said.lower()
    assert "Otto" not in said
    assert cast.quin_key[:12] not in said


def test_no_page_shows_a_whole_key(cast: Cast) -> None:
    said = browser(cast.northgate, cast.edda).get(SETTINGS).content.decode()

    assert cast.pia_key[13:-8] not in said


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    response = browser(cast.northgate).get(SETTINGS)

    assert (response.status_code, response["Location"]) == (302, "/account/login/?next=/settings/")


@pytest.mark.parametrize("who", ["rosa", "ada", "boris"])
def test_members_who_are_no_admins_are_refused(cast: Cast, who: str) -> None:
    response = browser(cast.northgate, getattr(cast, who)).get(SETTINGS)

    assert response.status_code == 403
    assert "ada@northgate.example" not in response.content.decode()


def test_the_admin_of_another_organisation_is_refused(cast: Cast) -> None:
    response = browser(cast.northgate, cast.otto).get(SETTINGS)

    assert response.status_code == 403


def test_a_program_is_a_stranger_here(cast: Cast) -> None:
    assert partner(cast.northgate, cast.pia_key).get(SETTINGS).status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_page_is_only_read(cast: Cast, method: str) -> None:
    client = browser(cast.northgate, cast.edda)

    assert getattr(client, method)(SETTINGS).status_code == 405


def test_more_people_keys_and_deeds_cost_no_more_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.submitted(cast)
    for _ in range(5):
        make.question(cast.northgate)
    admin = browser(cast.northgate, cast.edda)
    admin.get(SETTINGS)

    # Tenant, savepoint, scope, session, person, membership, three lists, release, scope left.
    with django_assert_num_queries(12):
        admin.get(SETTINGS)
