"""The settings of the language model: a switch, a quota and what was used, for admins."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.roles import Role
from apps.qa.language_model import language_model_page
from apps.qa.models import RewordingFailure, RewordingPolicy, RewordingUse
from apps.qa.services.set_rewording_policy import set_rewording_policy
from core.clock import now
from core.errors import InvalidInput, NotPermitted
from core.models import AuditEntry
from core.tenancy.scope import tenant_scope
from tests.cast import Cast, actor_of, browser

PAGE = "/settings/model/"
CHANGE = "/settings/model/change/"
ON = {"is_on": "on", "monthly_tokens": "5000"}


def _policies(cast: Cast) -> list[tuple[bool, int]]:
    with tenant_scope(cast.northgate.pk):
        return list(RewordingPolicy.objects.values_list("is_on", "monthly_tokens"))


def _audited(cast: Cast) -> list[dict[str, Any]]:
    with tenant_scope(cast.northgate.pk):
        rows = AuditEntry.objects.filter(action="qa.rewording_policy.changed")
        return list(rows.values_list("data", flat=True))


def test_an_admin_switches_it_on_with_a_quota(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)

    response = client.post(CHANGE, ON, follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert "Saved." in response.content.decode()
    assert _policies(cast) == [(True, 5000)]
    assert _audited(cast) == [
        {
            "before": {"is_on": False, "monthly_tokens": 1_000_000},
            "after": {"is_on": True, "monthly_tokens": 5000},
        }
    ]


def test_saving_the_same_again_changes_and_records_nothing(cast: Cast) -> None:
    client = browser(cast.northgate, cast.edda)
    client.post(CHANGE, ON)

    client.post(CHANGE, ON)

    assert _policies(cast) == [(True, 5000)]
    assert len(_audited(cast)) == 1


def test_it_is_off_until_somebody_decides(cast: Cast) -> None:
    page = browser(cast.northgate, cast.edda).get(PAGE).content.decode()

    assert "This installation has no language model." in page
    assert '<input type="checkbox" name="is_on" id="id_is_on">' in page
    assert 'value="1000000"' in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_signs_in_first(cast: Cast, method: str) -> None:
    client = browser(cast.northgate)

    response = client.get(PAGE) if method == "get" else client.post(CHANGE, ON)

    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={PAGE}"
    assert _policies(cast) == []


@pytest.mark.parametrize("who", ["rosa", "ada", "boris", "cleo"])
def test_other_members_are_turned_away(cast: Cast, who: str) -> None:
    client = browser(cast.northgate, getattr(cast, who))

    assert client.get(PAGE).status_code == 403
    assert client.post(CHANGE, ON).status_code == 403
    assert _policies(cast) == []


def test_another_organisations_admin_changes_only_his_own(cast: Cast) -> None:
    browser(cast.harbour, cast.otto).post(CHANGE, ON)

    assert _policies(cast) == []
    with tenant_scope(cast.harbour.pk):
        assert RewordingPolicy.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Say how many tokens it may use."),
        ("many", "Give a whole number."),
        ("-1", "Give 0 or more."),
        ("1000000001", "Give 1000000000 or less."),
    ],
)
def test_a_wrong_quota_is_shown_again_with_what_is_wrong(
    cast: Cast, typed: str, sentence: str
) -> None:
    client = browser(cast.northgate, cast.edda)

    response = client.post(CHANGE, {"is_on": "on", "monthly_tokens": typed})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert _policies(cast) == []


def test_the_service_asks_for_the_right_itself(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk), pytest.raises(NotPermitted):
        set_rewording_policy(is_on=True, monthly_tokens=1, actor=cast.cleo_acting)


def test_the_service_refuses_an_impossible_quota(cast: Cast) -> None:
    edda = actor_of(cast.edda, Role.ADMIN)

    with tenant_scope(cast.northgate.pk), pytest.raises(InvalidInput) as refused:
        set_rewording_policy(is_on=True, monthly_tokens=-1, actor=edda)

    assert refused.value.pointer == "/monthly_tokens"


def _month_of_use(cast: Cast) -> None:
    with tenant_scope(cast.northgate.pk):
        RewordingPolicy.objects.create(is_on=True, monthly_tokens=1000)
        month = now().date().replace(day=1)
        RewordingUse.objects.create(month=month, calls=3, tokens=250, offered=9, kept=4)
        RewordingUse.objects.create(month=date(2020, 2, 1), calls=1, tokens=10, offered=1, kept=0)
        RewordingFailure.objects.create(kind="timeout", detail="It did not answer in time")


def test_what_was_used_and_what_failed_is_shown(cast: Cast, settings: Any) -> None:
    settings.LLM_MODEL = "fake-1"
    _month_of_use(cast)

    page = browser(cast.northgate, cast.edda).get(PAGE).content.decode()

    for told in ("fake-1", "250 of 1,000", "25 % of the quota", "4 of 9", "February 2020"):
        assert told in page
    assert "It took too long" in page


def test_nothing_of_it_is_shown_at_another_organisation(cast: Cast) -> None:
    _month_of_use(cast)

    page = browser(cast.harbour, cast.otto).get(PAGE).content.decode()

    assert "It took too long" not in page
    assert "0 of 0" in page


def test_more_use_costs_no_more_queries(cast: Cast) -> None:
    _month_of_use(cast)
    with tenant_scope(cast.northgate.pk):
        RewordingFailure.objects.bulk_create(
            RewordingFailure(kind="busy", detail="HTTP 503") for _ in range(19)
        )

    with tenant_scope(cast.northgate.pk), CaptureQueriesContext(connection) as queries:
        page = language_model_page()

    assert len(page.failures) == 20
    assert len(queries) == 3


def test_the_settings_lead_there(cast: Cast) -> None:
    assert f'href="{PAGE}"' in browser(cast.northgate, cast.edda).get("/settings/").content.decode()
