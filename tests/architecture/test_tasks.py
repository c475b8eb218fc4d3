"""Tasks are known by names that outlive deploys: app, full stop, verb, noun."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings

from core.queue.sweep import queued_models
from tests.architecture.source import documents


def tasks() -> dict[str, Any]:
    """Every task of ours, as the worker would register them."""
    current_app.loader.import_default_modules()
    return {
        name: task
        for name, task in current_app.tasks.items()
        if not name.startswith("celery.") and task.__module__.startswith(("apps.", "core."))
    }


def test_there_are_tasks() -> None:
    assert {"qa.answer_question", "accounts.forget_idempotency_records"} <= set(tasks())


def test_every_task_is_named_app_verb_noun_and_lives_in_its_apps_tasks() -> None:
    odd = [
        name
        for name, task in tasks().items()
        if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)+", name)
        or task.__module__ != f"{apps.get_app_config(name.partition('.')[0]).name}.tasks"
    ]

    assert odd == []


def test_nothing_else_is_registered_under_our_roof() -> None:
    tasks()
    ours = {name for name in current_app.tasks if not name.startswith("celery.")}

    assert ours == set(tasks())


def test_every_kind_of_queued_row_names_a_task_that_takes_it() -> None:
    known = tasks()

    for model in queued_models():
        parameters = inspect.signature(known[model.task].run).parameters
        assert set(parameters) == {"tenant_id", "row_id"}
        assert {parameter.kind for parameter in parameters.values()} == {
            inspect.Parameter.KEYWORD_ONLY
        }


def test_every_scheduled_name_is_a_task() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= set(tasks())


@pytest.mark.parametrize("name", sorted(tasks()))
def test_every_task_is_written_about(name: str) -> None:
    assert any(f"`{name}`" in document.read_text() for document in documents())


def test_a_claim_outlives_the_longest_work() -> None:
    from core.queue.work import LEASE

    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT
    assert LEASE.total_seconds() > settings.CELERY_TASK_TIME_LIMIT
    assert LEASE.total_seconds() < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]


def test_a_claim_of_a_question_outlives_its_longest_work_by_little() -> None:
    from apps.qa.services.answer import _lease

    task = tasks()["qa.answer_question"]
    lease = _lease().total_seconds()

    assert settings.ANSWER_SECONDS == task.soft_time_limit < task.time_limit < lease
    assert lease < task.time_limit + 5


def test_the_broker_is_never_waited_for_long() -> None:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    assert options["socket_timeout"] <= 0.25
    assert options["socket_connect_timeout"] <= 0.25
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
