"""Signing in: through the page, at one organisation, by those whom it let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from apps.accounts.domain.roles import Role
from apps.accounts.models import User
from apps.accounts.services.found_tenant import admit_member
from apps.accounts.sessions import TENANT_KEY
from tests.cast import PASSWORD, Cast, browser, host_of

LOGIN = "/account/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client: Client, **headers: str) -> bool:
    """Whether the desk or the settings know this browser: a stranger is sent to the page."""
    response = client.get("/settings/", headers=headers)
    return not (response.status_code == 302 and response["Location"].startswith(LOGIN))


def test_a_member_signs_in_through_the_page(cast: Cast) -> None:
    client = browser(cast.northgate)
    assert client.get(LOGIN).status_code == 200
    assert not is_in(client)

    response = sign_in(client, cast.edda.email)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(client)


def test_capitals_in_the_address_are_the_same_address(cast: Cast) -> None:
    client = browser(cast.northgate)

    sign_in(client, cast.edda.email.upper())

    assert is_in(client)


@pytest.mark.parametrize("email", ["edda@northgate.example", "nobody@northgate.example"])
def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(
    cast: Cast, email: str
) -> None:
    response = sign_in(browser(cast.northgate), email, "not-the-password")

    assert response.status_code == 200
    assert response.context["form"].errors == {
        "__all__": ["The email address and/or password you specified are not correct."]
    }


def test_a_person_who_was_put_out_cannot_sign_in(cast: Cast) -> None:
    User.objects.filter(pk=cast.edda.pk).update(is_active=False)
    client = browser(cast.northgate)

    sign_in(client, cast.edda.email)

    assert not is_in(client)


def test_a_person_who_is_put_out_is_out_at_once(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)

    User.objects.filter(pk=cast.edda.pk).update(is_active=False)

    assert not is_in(client)


def test_signing_in_changes_the_session_key(cast: Cast) -> None:
    client = browser(cast.northgate)
    client.post("/questions/", {"text": "Which bone drug?", "level": "patient"})
    before = client.cookies["session"].value

    sign_in(client, cast.rosa.email)

    assert client.cookies["session"].value != before


def test_signing_out_ends_the_session(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)
    key = client.cookies["session"].value

    client.post("/account/logout/")

    assert not is_in(client)
    assert not Session.objects.filter(pk=key).exists()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(cast: Cast, target: str) -> None:
    response = sign_in(browser(cast.northgate), cast.rosa.email, next=target)

    assert (response.status_code, response["Location"]) == (302, "/")


def test_signing_in_leads_back_to_where_one_was(cast: Cast) -> None:
    response = sign_in(browser(cast.northgate), cast.boris.email, next="/desk/")

    assert response["Location"] == "/desk/"


def test_cookies_are_kept_from_scripts_and_from_other_sites(cast: Cast) -> None:
    client = browser(cast.northgate)
    client.get(LOGIN)
    sign_in(client, cast.rosa.email)

    for name in ("session", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_a_session_knows_its_organisation(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)

    assert client.session[TENANT_KEY] == cast.northgate.pk


def test_the_cookie_of_one_organisation_is_signed_out_at_anothers_host(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)
    key = client.cookies["session"].value

    there = is_in(client, host=host_of(cast.harbour))

    assert not there
    assert not Session.objects.filter(pk=key).exists()
    assert not is_in(client)


def test_a_member_of_both_organisations_signs_in_at_each(cast: Cast) -> None:
    admit_member(
        tenant=cast.harbour,
        email=cast.edda.email,
        name="Edda Moreau",
        roles=[Role.ADMIN],
        password="ignored-because-she-has-one",
    )
    at_home = browser(cast.northgate, cast.edda)

    assert not is_in(at_home, host=host_of(cast.harbour))
    there = browser(cast.harbour, cast.edda)
    assert there.get("/settings/").status_code == 200


def test_a_person_without_a_membership_is_a_stranger_with_a_name(cast: Cast) -> None:
    client = browser(cast.harbour, cast.edda)

    assert client.get("/").status_code == 200
    assert client.get("/settings/").status_code == 403
    assert client.get("/desk/").status_code == 403


def test_a_question_of_a_person_without_a_membership_is_a_strangers(cast: Cast) -> None:
    client = browser(cast.harbour, cast.edda)
    asked = client.post("/questions/", {"text": "Which bone drug?", "level": "patient"})

    assert client.get(asked["Location"]).status_code == 200
    again = browser(cast.harbour, cast.edda)
    assert again.get(asked["Location"]).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up_by_themselves(cast: Cast, method: str) -> None:
    client = browser(cast.northgate)
    body = {"email": "new@northgate.example", "password1": PASSWORD, "password2": PASSWORD}

    response = getattr(client, method)("/account/signup/", body)

    assert response.status_code in (200, 403)
    assert not User.objects.filter(email="new@northgate.example").exists()
    assert not is_in(client)


@pytest.mark.parametrize("email", ["edda@northgate.example", "nobody@northgate.example"])
def test_asking_for_a_new_password_tells_nothing_of_who_is_known(cast: Cast, email: str) -> None:
    response = browser(cast.northgate).post("/account/password/reset/", {"email": email})

    assert (response.status_code, response["Location"]) == (302, "/account/password/reset/done/")


def test_the_mail_for_a_new_password_links_to_the_host_that_was_asked(cast: Cast) -> None:
    browser(cast.northgate).post(
        "/account/password/reset/",
        {"email": cast.edda.email},
        headers={"x-forwarded-host": "evil.example"},
    )

    (message,) = mail.outbox
    assert "http://northgate.consilium.test/account/password/reset/key/" in message.body
    assert "evil.example" not in message.body


def test_wrong_passwords_are_counted(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    client = browser(cast.northgate)
    for _ in range(10):
        sign_in(client, cast.edda.email, "not-the-password")

    sign_in(client, cast.edda.email)

    assert not is_in(client)


def test_admitting_somebody_twice_changes_nothing(cast: Cast) -> None:
    again = admit_member(
        tenant=cast.northgate,
        email=cast.rosa.email,
        name="Another name",
        roles=[Role.ADMIN],
        password="another-password-of-hers",
    )

    assert (again.pk, again.name) == (cast.rosa.pk, "Rosa Whitfield")
    assert browser(cast.northgate, cast.rosa).get("/settings/").status_code == 403
