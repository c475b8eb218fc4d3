"""A host header is exactly an organisation's, or nobody's."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import Tenant
from tests.cast import PLATFORM_HOST, host_of
from tests.isolation.world import CANARY, World


def test_the_host_header_names_one_organisation_and_forwarded_hosts_name_none(
    world: World,
) -> None:
    client = Client(headers={"host": host_of(world.cast.northgate)})
    victim = host_of(world.victim.tenant)

    said = client.get("/", headers={"x-forwarded-host": victim, "forwarded": f"host={victim}"})

    assert said.status_code == 200
    assert CANARY.encode() not in said.content


def forged_hosts(tenant: Tenant) -> list[str]:
    host = host_of(tenant)
    return [
        f"{host}.",
        f"{host}.evil.example",
        f"evil.{host}",
        f"{host}@evil.example",
        f"evil.example@{host}",
        f"{host}:80:80",
        f"{host}:port",
        f"{host}#",
        f"{host}/",
        f"{host}?",
        f"{host}, other.{PLATFORM_HOST}",
        f" {host}",
        f"{host} ",
        f".{PLATFORM_HOST}",
        f"-.{PLATFORM_HOST}",
        f"%.{PLATFORM_HOST}",
        f"{tenant.slug}",
        f"{tenant.slug}{PLATFORM_HOST}",
        f"{tenant.slug}_.{PLATFORM_HOST}",
        "[::1]",
        "",
    ]


@pytest.mark.parametrize("number", range(21))
def test_a_host_that_is_not_exactly_an_organisations_is_nobodys(world: World, number: int) -> None:
    host = forged_hosts(world.victim.tenant)[number]

    response = Client().get("/", headers={"host": host})

    assert response.status_code in (400, 404)
    assert CANARY.encode() not in response.content
