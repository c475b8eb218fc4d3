"""The streams' process: a small ASGI application without Django's request cycle or a database.

GET /live/?token=… answers server-sent events from a Valkey stream and resumes at Last-Event-ID.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs

import redis.asyncio as redis
from django.core import signing

from core.live import LAST_STEPS, read_token, say_event, say_hint, start_after, stream_key, time_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

KEEP_ALIVE_MS: Final = 10_000
LIFETIME_SECONDS: Final = 300

_valkey = redis.Redis.from_url(
    os.environ["REDIS_URL"], socket_timeout=KEEP_ALIVE_MS / 1000 + 5, health_check_interval=30
)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    if scope["path"] == "/live/health":
        await _answer(send, 200, b"ok")
        return
    key = _authorised_key(scope)
    if scope["method"] != "GET" or scope["path"] != "/live/" or key is None:
        await _answer(send, 404, b"There is nothing here")
        return
    await _stream(key, _last_event_id(scope), receive, send)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _authorised_key(scope: Scope) -> str | None:
    token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
    try:
        tenant_id, topic, host = read_token(token, secret=os.environ["SECRET_KEY"])
    except signing.BadSignature:
        return None
    return stream_key(tenant_id, topic) if _headers(scope).get("host") == host else None


def _last_event_id(scope: Scope) -> str:
    return start_after(_headers(scope).get("last-event-id", ""))


async def _stream(key: str, last_id: str, receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-cache"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.create_task(_disconnected(receive))
    pump = asyncio.create_task(_pump(key, last_id, send))
    try:
        async with asyncio.timeout(LIFETIME_SECONDS):
            await asyncio.wait({gone, pump}, return_when=asyncio.FIRST_COMPLETED)
    except TimeoutError:
        pass
    finally:
        gone.cancel()
        pump.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _pump(key: str, last_id: str, send: Send) -> None:
    """Forward hints until the last step; survives a broker restart by reading on from `last_id`."""
    found: Any
    while True:
        try:
            found = await _valkey.xread({key: last_id}, block=KEEP_ALIVE_MS, count=50)
        except (redis.ConnectionError, redis.TimeoutError):
            await asyncio.sleep(1)
            found = []
        if not found:
            await _send_chunk(send, ": keep-alive\n\n")
            continue
        for event_id, fields in found[0][1]:
            last_id = event_id.decode()
            said, step = say_hint(event_id, fields)
            await _send_chunk(send, said)
            if step in LAST_STEPS:
                await _send_chunk(send, say_event("done", step=step, at=time_of(event_id)))
                return


async def _send_chunk(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            await _valkey.aclose()
            return
