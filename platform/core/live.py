"""Live progress: short hints in a Valkey stream, read by the streams' process.

A hint says that something moved; the truth is always read again from the database over HTTP.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import redis
from django.conf import settings
from django.core import signing

# The steps after which nothing more comes.
LAST_STEPS: Final = frozenset({"done", "failed"})
# What a step means for the row; between claiming and completing it is being worked on.
_STATUS_OF: Final = {"waiting": "queued", "done": "done", "failed": "failed"}
# Two numbers below 2^64: a larger one is an error of Valkey, not an id.
_EVENT_ID: Final = re.compile(r"[0-9]{1,19}(-[0-9]{1,19})?")

logger = logging.getLogger(__name__)

KEEP_SECONDS: Final = 3600
MAX_HINTS: Final = 100
TOKEN_SALT: Final = "consilium.live"  # noqa: S105 - a name, not a secret
TOKEN_AGE_SECONDS: Final = 24 * 3600


def stream_key(tenant_id: int, topic: str) -> str:
    return f"live:{tenant_id}:{topic}"


def make_token(tenant_id: int, topic: str, *, host: str) -> str:
    """A signed pass for one stream of one tenant on one host, so that streams need no database."""
    return signing.dumps([tenant_id, topic, host], salt=TOKEN_SALT)


def read_token(token: str, *, secret: str) -> tuple[int, str, str]:
    """Tenant id, topic and host of a pass. Raises `signing.BadSignature`."""
    # With key and fall-backs given, no Django settings are read: the streams' process has none.
    tenant_id, topic, host = signing.loads(
        token, key=secret, salt=TOKEN_SALT, max_age=TOKEN_AGE_SECONDS, fallback_keys=[]
    )
    return int(tenant_id), str(topic), str(host)


@lru_cache(maxsize=1)
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.25, socket_connect_timeout=0.25, retry=None
    )


def tell(tenant_id: int, topic: str, step: str) -> None:
    """Leave one hint. Never raises: a reader without hints polls."""
    key = stream_key(tenant_id, topic)
    try:
        pipeline = _client().pipeline(transaction=False)
        pipeline.xadd(key, {"step": step}, maxlen=MAX_HINTS, approximate=True)
        pipeline.expire(key, KEEP_SECONDS)
        pipeline.execute()
    except redis.RedisError as error:
        logger.warning("No live hint for %s: %s", topic, error)


def forget(tenant_id: int, topic: str) -> None:
    """Drop what was told, as what follows is another story. Never raises."""
    try:
        _client().delete(stream_key(tenant_id, topic))
    except redis.RedisError as error:
        logger.warning("The hints of %s stay: %s", topic, error)


def start_after(last_event_id: str) -> str:
    """Where a reader goes on who has heard that event; from the beginning if it is none."""
    return last_event_id if _EVENT_ID.fullmatch(last_event_id) else "0"


def say_hint(event_id: bytes, fields: Mapping[bytes, bytes]) -> tuple[str, str]:
    """One hint as a server-sent event, and its step."""
    step = fields[b"step"].decode()
    return say_event("step", step=step, at=time_of(event_id), event_id=event_id.decode()), step


def time_of(event_id: bytes) -> datetime:
    """When the hint was left: Valkey's ids begin with that, in milliseconds."""
    return datetime.fromtimestamp(int(event_id.partition(b"-")[0]) / 1000, UTC)


def say_event(event: str, *, step: str, at: datetime, event_id: str = "") -> str:
    """One server-sent event: `data` is {"status", "step", "at"}."""
    status = _STATUS_OF.get(step, "working")
    when = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = json.dumps({"status": status, "step": step, "at": when})
    return (f"id: {event_id}\n" if event_id else "") + f"event: {event}\ndata: {data}\n\n"


def recall(tenant_id: int, topic: str, *, after: str) -> str:
    """The steps that are remembered after that event; empty when they are forgotten."""
    try:
        found: Any = _client().xrange(stream_key(tenant_id, topic), min=f"({start_after(after)}")
    except redis.RedisError as error:
        logger.warning("No live hints of %s: %s", topic, error)
        return ""
    return "".join(say_hint(event_id, fields)[0] for event_id, fields in found)
