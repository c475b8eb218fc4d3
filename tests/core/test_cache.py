"""A cache that is away is an empty cache."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from core.web.cache import ForgivingRedisCache
from tests.cast import PASSWORD, Cast
from tests.core.conftest import CLOSED


@pytest.fixture(params=["away", "hung"])
def lost(request: pytest.FixtureRequest, settings: Settings, hung: str) -> ForgivingRedisCache:
    """The product's cache with its server away, or hung."""
    usual = settings.CACHES["default"]
    address = CLOSED if request.param == "away" else hung
    settings.CACHES = {"default": {**usual, "LOCATION": address}}
    cache = caches["default"]
    assert isinstance(cache, ForgivingRedisCache)
    return cache


def test_what_was_kept_is_found_while_the_server_is_there() -> None:
    cache = caches["default"]

    cache.set("a-key", {"kept": 1}, 60)

    assert cache.get("a-key") == {"kept": 1}
    assert cache.add("a-key", 2) is False
    assert cache.delete("a-key") is True
    assert cache.get("a-key", "none") == "none"


@pytest.mark.timeout(30, func_only=True)  # a cache without limits would wait for good
def test_reading_from_a_lost_cache_is_a_miss(lost: ForgivingRedisCache) -> None:
    assert lost.get("a-key") is None
    assert lost.get("a-key", "none") == "none"
    assert lost.get_many(["a-key", "another"]) == {}
    assert lost.has_key("a-key") is False
    assert "a-key" not in lost


def test_writing_to_a_lost_cache_is_let_go(lost: ForgivingRedisCache) -> None:
    lost.set("a-key", 1)
    lost.set_many({"a-key": 1})
    assert lost.add("a-key", 1) is True
    assert lost.incr("a-key") == 1
    assert lost.touch("a-key", 5) is False
    assert lost.delete("a-key") is False
    lost.delete_many(["a-key"])
    assert lost.get_or_set("a-key", 7) == 7


def test_people_sign_in_while_the_cache_is_lost(
    cast: Cast, lost: ForgivingRedisCache, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    client = Client(headers={"host": "northgate.consilium.test"})

    response = client.post("/account/login/", {"login": cast.rosa.email, "password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/").status_code == 200
