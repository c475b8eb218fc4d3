"""Choosing a reading level: for this page, for this browser, for this person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from core.levels import Level
from tests import make
from tests.cast import Cast, browser

ARTICLE = "/articles/brittle-bones/"


@pytest.fixture
def reader(cast: Cast) -> Client:
    make.submitted(cast)
    return browser(cast.northgate)


def choose(client: Client, level: str, target: str = "/", **more: Any) -> Any:
    return client.post("/reading-level/", {"level": level, "next": target}, **more)


def level_shown(client: Client, **query: str) -> str:
    """The level whose wording the article page has."""
    said = client.get(ARTICLE, query).content.decode()
    (shown,) = [level for level in Level if f"Offer a bisphosphonate ({level})" in said]
    return shown


def test_without_a_choice_the_page_is_for_clinicians(reader: Client) -> None:
    assert level_shown(reader) == "clinician"


@pytest.mark.parametrize("level", Level)
def test_a_choice_is_kept_by_the_browser(reader: Client, level: Level) -> None:
    response = choose(reader, level, ARTICLE)

    assert (response.status_code, response["Location"]) == (302, ARTICLE)
    assert level_shown(reader) == level


def test_the_cookie_of_a_choice_is_kept_from_scripts_and_lasts(reader: Client) -> None:
    cookie = choose(reader, "patient").cookies["level"]

    assert cookie.value == "patient"
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31536000)


def test_a_signed_in_choice_is_kept_by_the_person_and_found_in_another_browser(
    cast: Cast, reader: Client
) -> None:
    choose(browser(cast.northgate, cast.rosa), "student")

    assert User.objects.get(pk=cast.rosa.pk).level == "student"
    assert level_shown(browser(cast.northgate, cast.rosa)) == "student"


def test_a_strangers_choice_is_kept_by_nobody(cast: Cast, reader: Client) -> None:
    choose(reader, "student")

    assert set(User.objects.values_list("level", flat=True)) == {""}


def test_the_address_comes_before_the_browser_and_the_browser_before_the_person(
    cast: Cast, reader: Client
) -> None:
    rosa = browser(cast.northgate, cast.rosa)
    choose(rosa, "student")
    rosa.cookies["level"] = "patient"

    assert level_shown(rosa) == "patient"
    assert level_shown(rosa, level="clinician") == "clinician"
    assert level_shown(rosa) == "patient"


@pytest.mark.parametrize("level", ["expert", "", "PATIENT", "patient "])
def test_a_level_in_the_address_that_is_none_is_passed_over(reader: Client, level: str) -> None:
    choose(reader, "student")

    assert level_shown(reader, level=level) == "student"


def test_a_cookie_that_is_no_level_is_passed_over(reader: Client) -> None:
    reader.cookies["level"] = "expert"

    assert level_shown(reader) == "clinician"


@pytest.mark.parametrize("level", ["expert", "", "PATIENT", "patient\x00", "a" * 5000])
def test_a_choice_that_is_no_level_is_refused(reader: Client, level: str) -> None:
    response = choose(reader, level)

    assert response.status_code == 400
    assert "level" not in response.cookies


def test_a_choice_is_posted(reader: Client) -> None:
    assert reader.get("/reading-level/", {"level": "patient"}).status_code == 405


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "http://northgate.consilium.test.evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "javascript:alert(1)",
        " https://evil.example/",
        "https:evil.example",
        "",
    ],
)
def test_a_choice_leads_back_to_this_site_only(reader: Client, target: str) -> None:
    response = choose(reader, "patient", target)

    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_target_too_long_to_be_one_of_ours_is_refused(reader: Client) -> None:
    assert choose(reader, "patient", "/" + "a" * 2000).status_code == 400


def test_a_choice_without_the_forms_token_is_refused(cast: Cast) -> None:
    client = Client(headers={"host": "northgate.consilium.test"}, enforce_csrf_checks=True)

    response = choose(client, "patient")

    assert response.status_code == 403
    assert "level" not in response.cookies
