"""Following a question by the API: led to the stream while it moves, told the end afterwards."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.roles import Scope
from apps.qa.services.answer import answer_question
from core.live import read_token, stream_key
from tests import make
from tests.cast import Cast, host_of, partner
from tests.qa.answers import question_at
from tests.qa.posting import PATH, TEXT, issue_key, post


def _follow(cast: Cast, question: str, **headers: str) -> Any:
    program = partner(cast.northgate, cast.pia_key)
    return program.get(
        f"{PATH}{question}/events/", headers={"accept": "text/event-stream"} | headers
    )


def _events(response: Any) -> list[tuple[str, dict[str, str]]]:
    found = re.findall(r"^event: (\w+)\ndata: (.*)$", response.content.decode(), re.MULTILINE)
    return [(name, json.loads(data)) for name, data in found]


@pytest.fixture
def answered(cast: Cast) -> str:
    make.store(cast.northgate)
    asked_id = str(post(cast, {"text": TEXT}).json()["id"])
    answer_question(tenant_id=cast.northgate.pk, question_id=question_at(cast, asked_id).pk)
    return asked_id


def test_a_question_that_moves_is_followed_where_no_database_is_held(cast: Cast) -> None:
    asked_id = post(cast, {"text": TEXT}).json()["id"]

    response = _follow(cast, asked_id)

    where = urlsplit(response["Location"])
    (token,) = parse_qs(where.query)["token"]
    assert (response.status_code, where.path) == (307, "/live/")
    assert read_token(token, secret=settings.SECRET_KEY) == (
        cast.northgate.pk,
        asked_id,
        host_of(cast.northgate),
    )


def test_who_comes_late_is_told_every_step_and_the_end(cast: Cast, answered: str) -> None:
    response = _follow(cast, answered)

    assert (response.status_code, response["Content-Type"]) == (200, "text/event-stream")
    assert [(name, data["step"]) for name, data in _events(response)] == [
        ("step", "searching"),
        ("step", "checking"),
        ("step", "done"),
        ("done", "done"),
    ]
    assert [data["status"] for _, data in _events(response)] == ["working", "working"] + 2 * [
        "done"
    ]


def test_who_comes_back_is_told_the_rest(cast: Cast, answered: str) -> None:
    heard = re.findall(r"^id: (.*)$", _follow(cast, answered).content.decode(), re.MULTILINE)

    rest = _follow(cast, answered, **{"last-event-id": heard[0]})
    nothing_left = _follow(cast, answered, **{"last-event-id": heard[-1]})

    assert [data["step"] for _, data in _events(rest)] == ["checking", "done", "done"]
    assert [name for name, _ in _events(nothing_left)] == ["done"]


def test_when_the_steps_are_forgotten_the_end_is_still_told(cast: Cast, answered: str) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.delete(stream_key(cast.northgate.pk, answered))

    ((name, data),) = _events(_follow(cast, answered))

    assert (name, data["status"]) == ("done", "done")
    polled = partner(cast.northgate, cast.pia_key).get(f"{PATH}{answered}/").json()
    assert data["at"][:19] == polled["answered_at"][:19]


def test_only_the_key_that_asked_follows(cast: Cast, answered: str) -> None:
    other = partner(cast.northgate, issue_key(cast, Scope.ASK))
    foreign = partner(cast.harbour, cast.quin_key)

    statuses = [
        client.get(f"{PATH}{asked}/events/").status_code
        for client, asked in ((other, answered), (foreign, answered), (foreign, uuid.uuid4()))
    ]

    assert statuses == [403, 404, 404]


def test_a_refusal_is_a_problem_whatever_was_accepted(cast: Cast) -> None:
    response = _follow(cast, str(uuid.uuid4()))

    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


def test_following_reads_one_question(cast: Cast, answered: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        _follow(cast, answered)

    asked = [query["sql"] for query in queries if "qa_" in query["sql"]]
    assert len(asked) == 1
