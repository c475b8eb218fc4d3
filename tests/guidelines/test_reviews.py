"""Reviews that are due, and a curator who says that an edition is still current."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Tenant
from apps.guidelines.models import Guideline, GuidelineVersion
from core.clock import now
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast, browser
from tests.guidelines.conflicting import guideline
from tests.guidelines.editions import changed, edition

REVIEWS = "/curation/reviews/"


def _due(tenant: Tenant, *days: int | None) -> None:
    """A guideline for each, named by its day from now: one without a day is due on none."""
    today = now().date()
    for day in days:
        document = guideline(f"due-{day}", make.recommendation("drug", "Offer it."))
        document["guidelines"][0]["title"] = f"Due {day}"
        make.store(tenant, document)
        with tenant_scope(tenant.pk):
            GuidelineVersion.objects.filter(guideline__key=f"due-{day}").update(
                review_due_on=None if day is None else today + timedelta(days=day)
            )


def _address(tenant: Tenant, deed: str = "") -> str:
    with tenant_scope(tenant.pk):
        return f"{REVIEWS}{Guideline.objects.get().public_id}/{deed}"


def _version(tenant: Tenant) -> GuidelineVersion:
    with tenant_scope(tenant.pk):
        return GuidelineVersion.objects.get(status="active")


def _entries(tenant: Tenant) -> int:
    with tenant_scope(tenant.pk):
        return AuditEntry.objects.filter(action="guidelines.version.reviewed").count()


def test_what_is_longest_overdue_stands_first_with_its_days(cast: Cast) -> None:
    _due(cast.northgate, 90, 0, -1, -30, 1, 91, None)
    _due(cast.harbour, -5)

    html = browser(cast.northgate, cast.cleo).get(REVIEWS).content.decode()

    assert re.findall(r">Due (-?\d+|None)</a>", html) == ["-30", "-1", "0", "1", "90"]
    assert re.findall(r'class="tag \w+">([^<]+)<', html) == [
        "30 days overdue",
        "1 day overdue",
        "Due today",
        "In 1 day",
        "In 90 days",
    ]
    assert "3 due now, 5 with the next 90 days" in html
    assert "1 edition in force has no day of review" in html


def test_editions_without_a_day_can_be_found(cast: Cast) -> None:
    _due(cast.northgate, -1, None)

    html = browser(cast.northgate, cast.cleo).get(f"{REVIEWS}?which=undated").content.decode()

    assert re.findall(r">Due (-?\d+|None)</a>", html) == ["None"]


def test_a_choice_that_the_list_has_not_is_refused(cast: Cast) -> None:
    response = browser(cast.northgate, cast.cleo).get(f"{REVIEWS}?which=all")

    assert response.status_code == 400


def test_the_list_costs_the_same_for_more(cast: Cast) -> None:
    client = browser(cast.northgate, cast.cleo)
    _due(cast.northgate, -1)
    client.get(REVIEWS)
    with CaptureQueriesContext(connection) as few:
        client.get(REVIEWS)
    _due(cast.northgate, *range(25))

    with CaptureQueriesContext(connection) as more:
        html = client.get(REVIEWS).content.decode()

    # Eight of them find out who asks.
    assert len(more) == len(few) == 9 + 3
    assert 'href="?page=2"' in html


def test_an_edition_that_is_still_current_gets_its_next_day(cast: Cast) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, cast.cleo)
    form = {"next_due": "2099-03-04", "label": "2023"}

    response = client.post(_address(cast.northgate, "still-current/"), form)

    assert (response.status_code, response["Location"]) == (302, REVIEWS)
    version = _version(cast.northgate)
    assert (version.review_due_on, version.last_reviewed_on) == (date(2099, 3, 4), now().date())
    assert "Kept as still current." in client.get(REVIEWS).content.decode()
    client.post(_address(cast.northgate, "still-current/"), form)
    assert _entries(cast.northgate) == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Say when it is looked at next."),
        ("soon", "Give a day such as 2027-06-30."),
        ("2020-01-01", "The next review lies in the future"),
    ],
)
def test_a_day_that_cannot_be_comes_back_with_what_was_typed(
    cast: Cast, day: str, said: str
) -> None:
    make.store(cast.northgate)
    address = _address(cast.northgate, "still-current/")

    response = browser(cast.northgate, cast.cleo).post(address, {"next_due": day})

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert f'value="{day}"' in html or not day
    assert _version(cast.northgate).review_due_on is None


@pytest.mark.parametrize(
    ("name", "status"), [(None, 302), ("ada", 403), ("boris", 403), ("edda", 403), ("rosa", 403)]
)
def test_nobody_else_says_that_it_is_current(cast: Cast, name: str | None, status: int) -> None:
    make.store(cast.northgate)
    client = browser(cast.northgate, getattr(cast, name) if name else None)

    response = client.post(_address(cast.northgate, "still-current/"), {"next_due": "2099-03-04"})

    assert response.status_code == status
    assert _version(cast.northgate).review_due_on is None


@pytest.mark.parametrize("deed", ["", "still-current/"])
def test_another_organisations_edition_is_not_there(cast: Cast, deed: str) -> None:
    make.store(cast.northgate)
    client = browser(cast.harbour, cast.hana)
    send = client.post if deed else client.get

    response = send(_address(cast.northgate, deed), {"next_due": "2099-03-04"})

    assert response.status_code == 404
    assert _version(cast.northgate).review_due_on is None


def test_an_edition_that_was_replaced_meanwhile_is_not_the_one_reviewed(cast: Cast) -> None:
    make.store(cast.northgate)
    form = {"next_due": "2099-03-04", "label": "2023"}
    make.store(cast.northgate, edition(changed()))

    response = browser(cast.northgate, cast.cleo).post(
        _address(cast.northgate, "still-current/"), form
    )

    assert response.status_code == 409
    assert _version(cast.northgate).review_due_on is None


def test_the_page_of_an_edition_names_it_in_its_form(cast: Cast) -> None:
    make.store(cast.northgate)

    html = browser(cast.northgate, cast.cleo).get(_address(cast.northgate)).content.decode()

    assert '<input type="hidden" name="label" value="2023"' in html
    assert "Not since it came into the store" in html
