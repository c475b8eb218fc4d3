"""Live progress: short hints in a Valkey stream, read by the streams' process.

A hint says that something moved; the truth is always read again from the database over HTTP.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Final

import redis
from django.conf import settings
from django.core import signing

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
