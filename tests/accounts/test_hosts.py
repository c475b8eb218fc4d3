"""Which organisation a request belongs to: by its exact host, or by the key that it carries."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Domain, Tenant
from apps.accounts.tenants import resolve_tenant, tenant_origin
from tests.cast import PLATFORM_HOST, Cast

OWN = "library.northgate.example"


def request(host: str, path: str = "/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers={"host": host, **headers})


def test_a_subdomain_names_its_organisation(cast: Cast) -> None:
    assert resolve_tenant(request("northgate.consilium.test")) == cast.northgate
    assert resolve_tenant(request("HARBOUR.consilium.test:8000")) == cast.harbour


def test_a_domain_of_its_own_names_its_organisation(cast: Cast) -> None:
    Domain.objects.create(tenant=cast.northgate, host=OWN)

    assert resolve_tenant(request(OWN)) == cast.northgate
    with pytest.raises(LookupError):
        resolve_tenant(request(f"www.{OWN}"))


def test_the_platforms_own_host_names_none(cast: Cast) -> None:
    assert resolve_tenant(request(PLATFORM_HOST)) is None
    assert resolve_tenant(request(PLATFORM_HOST, "/api/v1/articles/")) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "nobody.consilium.test",
        "a.northgate.consilium.test",
        "northgate.consilium.test.",
        "northgate.consilium.test:port",
        "northgate.consilium.test:80:80",
        "northgate",
        ".consilium.test",
        "northgate.consilium.tes",
    ],
)
def test_any_other_host_is_nobodys(cast: Cast, host: str) -> None:
    with pytest.raises(LookupError):
        resolve_tenant(request(host))


def test_finding_the_organisation_costs_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Domain.objects.create(tenant=cast.northgate, host=OWN)
    key = {"authorization": f"Bearer {cast.pia_key}"}

    for asked in (
        request("northgate.consilium.test"),
        request(OWN),
        request(PLATFORM_HOST, "/api/v1/articles/", **key),
    ):
        with django_assert_num_queries(1):
            assert resolve_tenant(asked) == cast.northgate


def test_the_platforms_front_page_costs_no_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert resolve_tenant(request(PLATFORM_HOST)) is None


def test_one_domain_belongs_to_one_organisation_and_is_written_small(cast: Cast) -> None:
    Domain.objects.create(tenant=cast.northgate, host=OWN)

    with pytest.raises(IntegrityError), transaction.atomic():
        Domain.objects.create(tenant=cast.harbour, host=OWN)
    with pytest.raises(IntegrityError, match="lower_case"), transaction.atomic():
        Domain.objects.create(tenant=cast.harbour, host="Library.Harbour.example")


def test_addresses_are_made_of_what_is_configured(cast: Cast) -> None:
    assert tenant_origin(Tenant(slug="northgate")) == "http://northgate.consilium.test"
