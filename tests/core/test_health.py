"""Those who watch the process ask at any host; those who balance it hear the truth."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.core.conftest import CLOSED

ANY_HOST = ["northgate.consilium.test", "10.0.0.7:8000", "nobody.example", ""]


@pytest.fixture
def watcher() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("host", ANY_HOST)
def test_the_process_lives_without_asking_anybody(watcher: Client, host: str) -> None:
    response = watcher.get("/healthz", headers={"host": host})

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize("host", ANY_HOST)
def test_with_everything_there_the_process_is_ready(watcher: Client, host: str) -> None:
    response = watcher.get("/readyz", headers={"host": host})

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_without_its_broker_the_process_still_takes_questions(
    watcher: Client, settings: Settings
) -> None:
    settings.REDIS_URL = CLOSED

    response = watcher.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "away"}


@pytest.mark.django_db
def test_what_is_optional_is_told_and_its_loss_is_no_reason_not_to_serve(
    watcher: Client, settings: Settings
) -> None:
    settings.OPTIONAL_SERVICES = {"retriever": "apps.guidelines.milvus.state"}
    settings.MILVUS_URI = "http://127.0.0.1:9"

    response = watcher.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "retriever": "away"}


@pytest.mark.django_db
def test_with_a_hung_broker_readiness_is_still_told(
    watcher: Client, settings: Settings, hung: str
) -> None:
    settings.REDIS_URL = hung

    assert watcher.get("/readyz").json() == {"database": "ok", "broker": "away"}


@pytest.mark.django_db
def test_with_migrations_missing_the_process_is_not_ready(watcher: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'qa'")

    response = watcher.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "migrations missing"


def test_without_its_database_the_process_is_not_ready_and_says_when_to_ask_again(
    watcher: Client, database_away: None
) -> None:
    response = watcher.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"database": "away", "broker": "ok"}
    assert int(response["Retry-After"]) > 0


def test_without_its_database_the_process_lives(watcher: Client, database_away: None) -> None:
    assert watcher.get("/healthz").status_code == 200


def test_without_its_database_a_page_says_to_come_again(
    watcher: Client, database_away: None
) -> None:
    response = watcher.get("/", headers={"host": "northgate.consilium.test"})

    assert response.status_code == 503
    assert response["Content-Type"].startswith("text/html")
    assert int(response["Retry-After"]) > 0


def test_without_its_database_the_api_says_to_come_again(
    watcher: Client, database_away: None
) -> None:
    response = watcher.get("/api/v1/articles/", headers={"host": "northgate.consilium.test"})

    assert response.status_code == 503
    assert response.json()["code"] == "unavailable"
    assert int(response["Retry-After"]) > 0


def test_without_its_database_the_platforms_front_page_stands(
    watcher: Client, database_away: None
) -> None:
    assert watcher.get("/", headers={"host": "consilium.test"}).status_code == 200
