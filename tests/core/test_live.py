"""Live progress: a pass is good for one stream at one host, and a stream loses no hint."""

from __future__ import annotations

import asyncio
import json
import os
import re
import uuid
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.core import signing
from pytest_django import Settings

from config import live as streams
from core import live
from core.live import make_token, stream_key, tell

HOST = "northgate.consilium.test"
TENANT = 41
SOON_SECONDS = 10
SECRET = os.environ["SECRET_KEY"]


class Connection:
    """One GET at the streams' process, driven as a server would drive it."""

    def __init__(self, *, token: str = "", path: str = "/live/", **headers: str) -> None:
        given = {"host": HOST, **{name.replace("_", "-"): text for name, text in headers.items()}}
        self.scope: MutableMapping[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": f"token={quote(token)}".encode(),
            "headers": [(name.encode(), text.encode()) for name, text in given.items()],
        }
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.has_ended = False
        self._said = asyncio.Condition()
        self._leaves = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        await self._leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        async with self._said:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = dict(message["headers"])
            else:
                self.body += message["body"]
                self.has_ended = not message.get("more_body", False)
            self._said.notify_all()

    async def run(self) -> None:
        async with asyncio.timeout(SOON_SECONDS):
            await streams.application(self.scope, self.receive, self.send)

    async def until(self, text: bytes) -> None:
        async with asyncio.timeout(SOON_SECONDS), self._said:
            await self._said.wait_for(lambda: text in self.body)

    def leave(self) -> None:
        self._leaves.set()

    def told(self, event: str) -> list[dict[str, str]]:
        """The data of the events of that name."""
        found = re.findall(rf"^event: {event}\ndata: (.*)$", self.body.decode(), re.MULTILINE)
        return [json.loads(data) for data in found]

    def steps(self) -> list[str]:
        return [data["step"] for data in self.told("step")]

    def ids(self) -> list[str]:
        lines = self.body.decode().splitlines()
        return [line.removeprefix("id: ") for line in lines if line.startswith("id: ")]


def drive(story: Any) -> Any:
    """Run a story on a loop of its own, with the process's shutdown at its end."""

    async def whole() -> Any:
        try:
            return await story()
        finally:
            await shut_down()

    return asyncio.run(whole())


async def shut_down() -> None:
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    answers: list[str] = []

    async def receive() -> MutableMapping[str, Any]:
        return next(messages)

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message["type"])

    await streams.application({"type": "lifespan"}, receive, send)
    assert answers == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.fixture
def topic() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def token(topic: str) -> str:
    return make_token(TENANT, topic, host=HOST)


def get(**more: Any) -> Connection:
    async def story() -> Connection:
        connection = Connection(**more)
        await connection.run()
        return connection

    connection: Connection = drive(story)
    return connection


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", ":" * 40, "\u0661", "%00"])
def test_a_stream_without_a_true_pass_is_not_there(forged: str) -> None:
    connection = get(token=forged)

    assert (connection.status, connection.has_ended) == (404, True)


@pytest.mark.parametrize("host", ["harbour.consilium.test", "consilium.test", f"{HOST}:80", ""])
def test_a_pass_is_good_at_its_own_host_only(token: str, host: str) -> None:
    assert get(token=token, host=host).status == 404


def test_a_cursor_is_no_pass(topic: str) -> None:
    cursor = signing.dumps([TENANT, topic, HOST], salt="consilium.cursor")

    assert get(token=cursor).status == 404


@pytest.mark.parametrize("path", ["/", "/live", "/live/x/", "/questions/"])
def test_other_addresses_are_not_there(token: str, path: str) -> None:
    assert get(token=token, path=path).status == 404


@pytest.mark.parametrize("method", ["POST", "HEAD", "DELETE"])
def test_a_stream_is_only_read(token: str, method: str) -> None:
    async def story() -> Connection:
        connection = Connection(token=token)
        connection.scope["method"] = method
        await connection.run()
        return connection

    assert drive(story).status == 404


def test_the_process_says_that_it_lives() -> None:
    connection = get(path="/live/health")

    assert (connection.status, connection.body) == (200, b"ok")


@pytest.mark.parametrize("last", ["done", "failed"])
def test_a_stream_tells_every_hint_and_ends_with_the_last(
    topic: str, token: str, last: str
) -> None:
    for step in ("searching", "checking", last, "never heard"):
        tell(TENANT, topic, step)

    connection = get(token=token)

    assert connection.status == 200
    assert connection.headers[b"content-type"] == b"text/event-stream"
    assert connection.headers[b"cache-control"] == b"no-cache"
    assert connection.steps() == ["searching", "checking", last]
    assert connection.has_ended


def test_a_reader_that_comes_back_hears_what_it_missed_and_nothing_twice(
    topic: str, token: str
) -> None:
    for step in ("searching", "checking", "done"):
        tell(TENANT, topic, step)
    heard = get(token=token).ids()

    again = get(token=token, last_event_id=heard[0])

    assert again.steps() == ["checking", "done"]
    assert again.ids() == heard[1:]


@pytest.mark.parametrize("nonsense", ["", "x", "1-", "-", "1-x", "$", ">", "\u0661", "9" * 20])
def test_a_last_id_that_is_none_means_from_the_beginning(
    topic: str, token: str, nonsense: str
) -> None:
    tell(TENANT, topic, "done")

    assert get(token=token, last_event_id=nonsense).steps() == ["done"]


def test_a_hint_reaches_a_reader_that_waits(topic: str, token: str) -> None:
    async def story() -> Connection:
        connection = Connection(token=token)
        running = asyncio.create_task(connection.run())
        await asyncio.to_thread(tell, TENANT, topic, "searching")
        await connection.until(b'"step": "searching"')
        await asyncio.to_thread(tell, TENANT, topic, "done")
        await running
        return connection

    assert drive(story).steps() == ["searching", "done"]


def test_a_stream_hears_nothing_of_another_organisations_topic(topic: str, token: str) -> None:
    tell(TENANT + 1, topic, "foreign")
    tell(TENANT, topic, "done")

    assert get(token=token).steps() == ["done"]


def test_a_reader_that_leaves_ends_its_own_stream_only(topic: str, token: str) -> None:
    async def story() -> tuple[Connection, Connection]:
        leaver, stayer = Connection(token=token), Connection(token=token)
        leaving, staying = (asyncio.create_task(each.run()) for each in (leaver, stayer))
        await asyncio.to_thread(tell, TENANT, topic, "searching")
        await leaver.until(b"searching")
        leaver.leave()
        await leaving
        await asyncio.to_thread(tell, TENANT, topic, "done")
        await staying
        return leaver, stayer

    leaver, stayer = drive(story)

    assert leaver.steps() == ["searching"]
    assert leaver.has_ended
    assert stayer.steps() == ["searching", "done"]


def test_a_waiting_reader_is_kept_alive(
    topic: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "KEEP_ALIVE_MS", 20)

    async def story() -> Connection:
        connection = Connection(token=token)
        running = asyncio.create_task(connection.run())
        await connection.until(b": keep-alive\n\n")
        connection.leave()
        await running
        return connection

    assert drive(story).steps() == []


def test_a_stream_has_a_longest_life(
    topic: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LIFETIME_SECONDS", 0.05)

    assert get(token=token).has_ended


def test_hints_are_forgotten_after_an_hour(topic: str, token: str, settings: Settings) -> None:
    tell(TENANT, topic, "searching")

    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        assert 3590 <= valkey.ttl(stream_key(TENANT, topic)) <= 3600


def test_a_hint_without_a_broker_is_let_go(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1/0", retry=None)
    monkeypatch.setattr(live, "_client", lambda: away)

    tell(TENANT, topic, "searching")
