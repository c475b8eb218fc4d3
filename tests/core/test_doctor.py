"""`doctor` says what is unwell, with its name, and by its exit status that something is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.guidelines.models import IndexBatch, StatementVector, VectorIndex
from apps.qa.models import Question
from core.clock import now
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.core.conftest import CLOSED
from tests.guidelines.vectors import refreshed
from tests.qa.fake_model import serving
from tests.qa.fake_model import well as answers_well

pytestmark = pytest.mark.usefixtures("encoder")


@pytest.fixture(autouse=True)
def _by_https(settings: Any) -> None:
    settings.PUBLIC_SCHEME = "https"


@pytest.fixture
def well(cast: Cast) -> Cast:
    """An installation with a store whose vectors are made, and nothing waiting."""
    make.store(cast.northgate, make.package())
    refreshed(cast.northgate)
    return cast


@pytest.fixture
def as_administrator(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
        yield
        cursor.execute(f"SET ROLE {role}")


def _examined() -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit status, and what was looked at, by name."""
    out, status = io.StringIO(), 0
    try:
        call_command("doctor", json=True, stdout=out)
    except SystemExit as ended:
        status = int(str(ended.code))
    told = json.loads(out.getvalue())
    assert told["is_well"] == (status == 0)
    return status, {check["name"]: check for check in told["checks"]}


def _unwell() -> dict[str, str]:
    status, checks = _examined()
    found = {name: check["says"] for name, check in checks.items() if not check["is_well"]}
    assert status == bool(found)
    return found


def test_an_installation_that_is_well_is_told_so(well: Cast) -> None:
    status, checks = _examined()

    assert [name for name, check in checks.items() if not check["is_well"]] == []
    assert status == 0
    assert {
        "configuration",
        "broker",
        "encoder",
        "language model",
        "database",
        "row-level security",
        "queue qa.answer_question",
        "words of northgate",
        "vectors of northgate",
        "vectors of harbour",
    } <= checks.keys()


def test_people_read_a_line_for_each(well: Cast) -> None:
    out = io.StringIO()

    call_command("doctor", stdout=out)

    lines = out.getvalue().splitlines()
    assert "ok       database: It answers, and has all migrations." in lines
    assert all(line.startswith("ok ") for line in lines)


def test_a_table_that_is_not_behind_the_wall_is_named(well: Cast, as_administrator: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE qa_question NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SET ROLE consilium_app")

    assert _unwell() == {
        "row-level security": "Table qa_question is not behind forced row-level security."
    }


def test_a_role_that_sees_over_the_wall_is_named(well: Cast, as_administrator: None) -> None:
    assert "bypasses row-level security" in _unwell()["row-level security"]


def test_a_migration_that_was_not_applied_is_found(well: Cast, as_administrator: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'qa'")
        cursor.execute("SET ROLE consilium_app")

    assert _unwell() == {"database": "Migrations are missing: run prepare_database."}


def test_vectors_that_stay_behind_are_found_and_a_fresh_change_is_not(well: Cast) -> None:
    with tenant_scope(well.northgate.pk):
        StatementVector.objects.all().delete()
    just_changed = _unwell()
    with tenant_scope(well.northgate.pk):
        VectorIndex.objects.update(changed_at=now() - timedelta(hours=2))

    assert just_changed == {}
    assert list(_unwell()) == ["vectors of northgate"]


def test_an_index_of_words_that_lacks_some_is_found(well: Cast) -> None:
    with tenant_scope(well.northgate.pk):
        IndexBatch.objects.all().delete()

    assert list(_unwell()) == ["words of northgate"]


def test_a_question_that_waits_too_long_and_one_that_failed_are_found(well: Cast) -> None:
    question = make.question(well.northgate, "What if she cannot take a bisphosphonate?")
    just_asked = _unwell()
    with tenant_scope(well.northgate.pk):
        waiting = Question.objects.filter(pk=question.pk)
        waiting.update(not_before=now() - timedelta(minutes=12))
    waits = _unwell()
    with tenant_scope(well.northgate.pk):
        waiting.update(status="failed")
    failed = _unwell()
    with tenant_scope(well.northgate.pk):
        waiting.update(enqueued_at=now() - timedelta(days=2))

    name = "queue qa.answer_question"
    assert just_asked == {}
    assert waits == {name: "1 wait, the oldest for 12 minutes; 0 failed in the last day."}
    assert failed == {name: "0 wait, the oldest for 0 minutes; 1 failed in the last day."}
    assert _unwell() == {}


def test_services_that_are_away_are_found(well: Cast, settings: Any) -> None:
    settings.REDIS_URL = CLOSED
    settings.LLM_BASE_URL, settings.LLM_MODEL = "http://127.0.0.1:9/v1", "a-model"
    settings.RETRIEVER, settings.MILVUS_URI = "milvus", "http://127.0.0.1:9"
    settings.OPTIONAL_SERVICES = {"retriever": "apps.guidelines.milvus.state"}

    assert set(_unwell()) == {"broker", "language model", "retriever", "Milvus of northgate"}


def test_a_model_that_answers_is_well_and_one_that_refuses_the_key_is_not(
    well: Cast, settings: Any
) -> None:
    with serving(answers_well, settings) as model:
        with_the_key = _unwell()
        settings.LLM_API_KEY = "another"
        without = _unwell()

    assert with_the_key == {}
    assert without == {"language model": "HTTP 401: answers stay in the store's words."}
    assert model.requests == []


def test_what_is_shown_to_everybody_is_found(well: Cast, settings: Any) -> None:
    settings.DEBUG, settings.PUBLIC_SCHEME = True, "http"
    settings.PLATFORM_HOST = "consilium.example"

    assert {"DEBUG", "PUBLIC_SCHEME"} <= _unwell().keys()


def test_without_its_database_the_rest_is_still_told(database_away: None) -> None:
    assert _unwell() == {"database": "It is away: nothing below was looked at."}


def test_it_asks_as_often_however_much_there_is(well: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            _examined()
        return len(counted)

    few = queries()
    make.question(well.northgate, "What if she cannot take a bisphosphonate?")
    make.question(well.northgate, "Which vitamin helps?")

    assert queries() == few
