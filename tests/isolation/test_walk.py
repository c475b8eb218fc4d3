"""The walk: every address x every method x every role, against another organisation's things."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cast import PLATFORM_HOST, browser, host_of
from tests.isolation.catalogue_of_urls import addresses
from tests.isolation.patterns_of_urls import (
    KNOWN_CONVERTERS,
    PLATFORM_URLS,
    TENANT_URLS,
    patterns,
)
from tests.isolation.walking import Attacker, told_secrets, walk, walk_for_ids
from tests.isolation.world import CANARY, World, rows_of

ROLES: Final = (
    "anonymous",
    "reader",
    "author",
    "board_member",
    "curator",
    "admin",
    "every_role",
    "program",
)
# What anybody may leave at a public library: a question or a report, the note that it came, and
# the news of a report for the board.
ANYBODY_ADDS: Final = frozenset(
    {"qa_question", "advisory_errorreport", "accounts_notice", "core_auditentry", "core_event"}
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are what these tests are about, not news."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def for_a_stranger(
    shared_world: World, django_db_blocker: DjangoDbBlocker
) -> dict[tuple[str, str], int]:
    """The statuses that somebody without cookie or key gets at the victim's host."""
    host = host_of(shared_world.victim.tenant)
    with django_db_blocker.unblock(), transaction.atomic():
        found = {
            (step.method, answer.request["PATH_INFO"]): answer.status_code
            for step, answer in walk(shared_world, "anonymous", host)
        }
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("urlconf", [TENANT_URLS, PLATFORM_URLS])
def test_every_address_is_known_to_the_walk(world: World, urlconf: str) -> None:
    known = addresses(world.victim)

    unknown = [
        (pattern.route, pattern.name, sorted(pattern.keywords), sorted(pattern.converters))
        for pattern in patterns(urlconf)
        if pattern.name not in known
        or pattern.keywords != known[pattern.name].keywords
        or any(frozenset(theirs) != pattern.keywords for theirs in known[pattern.name].theirs)
        or not pattern.converters <= KNOWN_CONVERTERS
        or pattern.has_unnamed_groups
    ]

    assert unknown == [], "give the walk something to put into these addresses"


def test_the_walk_knows_no_address_that_is_gone(world: World) -> None:
    served = {pattern.name for urls in (TENANT_URLS, PLATFORM_URLS) for pattern in patterns(urls)}

    assert set(addresses(world.victim)) == served


def test_the_canaries_are_where_a_reader_of_the_victim_would_see_them(world: World) -> None:
    reader = browser(world.victim.tenant)
    slug = world.victim.slugs[0]

    said = [reader.get(url).content for url in ("/", f"/articles/{slug}/", "/guidelines/")]

    assert all(CANARY.encode() in page for page in said)


def test_the_secrets_are_where_their_owners_would_see_them(world: World) -> None:
    otto = browser(world.victim.tenant, world.cast.otto)
    draft = world.victim.slugs[1]

    said = otto.get("/settings/").content + otto.get(f"/articles/{draft}/v1/").content

    assert [secret for secret in world.victim.secrets if secret.encode() not in said] == []


@pytest.mark.parametrize("role", ROLES)
def test_at_home_the_ids_of_another_organisation_are_ids_of_nothing(
    world: World, role: str
) -> None:
    before = rows_of(world.victim.tenant)

    faults = walk_for_ids(world, role, TENANT_URLS, host_of(world.cast.northgate))

    assert faults == []
    assert rows_of(world.victim.tenant) == before


@pytest.mark.parametrize("role", ROLES)
def test_at_the_platforms_host_the_ids_of_another_organisation_are_ids_of_nothing(
    world: World, role: str
) -> None:
    before = rows_of(world.victim.tenant)

    faults = walk_for_ids(world, role, PLATFORM_URLS, PLATFORM_HOST)

    assert faults == []
    assert rows_of(world.victim.tenant) == before


@pytest.mark.parametrize("role", ROLES)
def test_at_the_victims_host_the_cookie_or_key_of_another_organisation_gives_no_right(
    world: World, for_a_stranger: dict[tuple[str, str], int], role: str
) -> None:
    before = rows_of(world.victim.tenant)
    faults = []

    for step, found in walk(world, role, host_of(world.victim.tenant)):
        path = found.request["PATH_INFO"]
        usual = for_a_stranger[step.method, path]
        if found.status_code >= 500:
            faults.append(f"{step.method} {path}: {found.status_code}")
        if told_secrets(world, found):
            faults.append(f"{step.method} {path}: told a secret of the victim")
        if found.status_code != usual:
            faults.append(f"{step.method} {path}: {found.status_code}, for a stranger {usual}")

    assert faults == []
    assert changed_rows(before, rows_of(world.victim.tenant)) == []


def changed_rows(before: dict[str, dict[int, str]], after: dict[str, dict[int, str]]) -> list[str]:
    """Rows that are gone or differ, and new ones where a stranger may add none."""
    return [
        f"{table} {pk}"
        for table, rows in after.items()
        for pk in rows.keys() | before[table].keys()
        if rows.get(pk) != before[table].get(pk)
        and not (table in ANYBODY_ADDS and pk not in before[table])
    ]


def test_what_a_foreign_member_asks_at_the_victims_host_is_a_strangers_question(
    world: World,
) -> None:
    attacker = Attacker(world, "every_role")
    host = host_of(world.victim.tenant)

    response = attacker.ready().post(
        "/questions/",
        {"text": "May I ask this here?", "level": "patient"},
        headers={"host": host},
    )

    page = response["Location"]
    same_browser = attacker.client.get(page, headers={"host": host})
    other_browser = Attacker(world, "every_role").ready().get(page, headers={"host": host})
    assert (same_browser.status_code, other_browser.status_code) == (200, 403)


def test_the_wall_alone_holds_when_the_manager_forgets_its_filter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tenancy.models.scoped_tenant_id", lambda: None)
    before = rows_of(world.victim.tenant)

    faults = walk_for_ids(world, "every_role", TENANT_URLS, host_of(world.cast.northgate))

    assert faults == []
    assert rows_of(world.victim.tenant) == before


def test_the_manager_alone_holds_when_row_level_security_is_off(
    world: World, as_superuser: None
) -> None:
    before = rows_of(world.victim.tenant)

    faults = walk_for_ids(world, "every_role", TENANT_URLS, host_of(world.cast.northgate))

    assert faults == []
    assert rows_of(world.victim.tenant) == before


def test_the_walk_sees_a_hole_where_both_layers_are_gone(
    world: World, as_superuser: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tenancy.models.scoped_tenant_id", lambda: None)

    faults = walk_for_ids(world, "program", PLATFORM_URLS, PLATFORM_HOST)

    assert any("told what is the victim's" in fault for fault in faults)
