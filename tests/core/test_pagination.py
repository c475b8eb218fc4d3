"""Lists come in pages; a cursor is good for the list and the organisation it was given for."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import PartnerKey, Tenant
from apps.qa.models import Question
from core.api.pagination import PAGE_SIZE, SALT
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, partner

QUESTIONS = "/api/v1/questions/"


def ask_many(tenant: Tenant, count: int) -> None:
    key = PartnerKey.objects.get(tenant=tenant)
    with tenant_scope(tenant.pk):
        Question.objects.bulk_create(
            Question(text=f"Question {number}", level="patient", partner_key=key)
            for number in range(count)
        )


def texts(page: dict[str, Any]) -> list[str]:
    return [item["text"] for item in page["results"]]


def numbered(numbers: range) -> list[str]:
    return [f"Question {number}" for number in numbers]


@pytest.fixture
def pia(cast: Cast) -> Client:
    return partner(cast.northgate, cast.pia_key)


def test_an_empty_list_has_no_neighbours(pia: Client) -> None:
    assert pia.get(QUESTIONS).json() == {"results": [], "next": None, "previous": None}


def test_a_list_of_exactly_one_page_has_no_neighbours(cast: Cast, pia: Client) -> None:
    ask_many(cast.northgate, PAGE_SIZE)

    page = pia.get(QUESTIONS).json()

    assert len(page["results"]) == PAGE_SIZE
    assert (page["next"], page["previous"]) == (None, None)


def test_pages_follow_each_other_newest_first_and_lead_back(cast: Cast, pia: Client) -> None:
    ask_many(cast.northgate, 2 * PAGE_SIZE + 5)

    first = pia.get(QUESTIONS).json()
    second = pia.get(first["next"]).json()
    third = pia.get(second["next"]).json()

    assert texts(first) == numbered(range(104, 54, -1))
    assert texts(second) == numbered(range(54, 4, -1))
    assert texts(third) == numbered(range(4, -1, -1))
    assert first["previous"] is None
    assert third["next"] is None
    assert texts(pia.get(third["previous"]).json()) == texts(second)
    back = pia.get(second["previous"]).json()
    assert (texts(back), back["previous"]) == (texts(first), None)
    assert texts(pia.get(back["next"]).json()) == texts(second)


def test_a_row_that_comes_between_shifts_no_page(cast: Cast, pia: Client) -> None:
    ask_many(cast.northgate, PAGE_SIZE + 1)
    first = pia.get(QUESTIONS).json()
    ask_many(cast.northgate, 3)

    second = pia.get(first["next"]).json()

    assert texts(second) == ["Question 0"]


def test_links_are_whole_addresses_at_the_host_that_was_asked(cast: Cast, pia: Client) -> None:
    ask_many(cast.northgate, PAGE_SIZE + 1)

    page = pia.get(QUESTIONS).json()

    assert page["next"].startswith("http://northgate.consilium.test/api/v1/questions/?cursor=")


def refused(client: Client, cursor: str, path: str = QUESTIONS) -> tuple[int, str, list[str]]:
    response = client.get(path, {"cursor": cursor})
    body = response.json()
    return response.status_code, body["code"], [e["pointer"] for e in body.get("errors", [])]


REFUSAL = (400, "invalid", ["/cursor"])


@pytest.mark.parametrize(
    "cursor",
    ["1", "cD0yMDI2", "a:b:c", "=", "\u0661", ":" * 50, "e30:1:x", "W10:1tRzbF:" + "A" * 43],
)
def test_a_cursor_nobody_gave_out_is_refused(pia: Client, cursor: str) -> None:
    assert refused(pia, cursor) == REFUSAL


def test_a_cursor_signed_for_something_else_is_refused(cast: Cast, pia: Client) -> None:
    bound_to = [cast.northgate.pk, QUESTIONS, False, 1]

    assert refused(pia, signing.dumps(bound_to, salt="consilium.live")) == REFUSAL


def test_a_changed_cursor_is_refused(cast: Cast, pia: Client) -> None:
    cursor = signing.dumps([cast.northgate.pk, QUESTIONS, False, 1], salt=SALT)

    assert refused(pia, cursor[:-1] + ("A" if cursor[-1] != "A" else "B")) == REFUSAL


def test_a_cursor_of_another_list_is_refused(cast: Cast, pia: Client) -> None:
    ask_many(cast.northgate, PAGE_SIZE + 1)
    cursor = pia.get(QUESTIONS).json()["next"].partition("cursor=")[2]

    assert refused(pia, cursor, "/api/v1/articles/") == REFUSAL


def test_a_cursor_of_another_organisation_is_refused(cast: Cast, pia: Client) -> None:
    ask_many(cast.harbour, PAGE_SIZE + 1)
    page = partner(cast.harbour, cast.quin_key).get(QUESTIONS).json()
    cursor = page["next"].partition("cursor=")[2]

    assert refused(pia, cursor) == REFUSAL


def test_the_length_of_a_list_costs_no_query(
    cast: Cast, pia: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask_many(cast.northgate, PAGE_SIZE + 1)
    pia.get(QUESTIONS)

    # Tenant, savepoint, scope, key, the page, release, scope left.
    with django_assert_num_queries(7):
        pia.get(QUESTIONS)
