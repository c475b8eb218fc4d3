"""A cache whose loss is a miss. Keys name their tenant or say that they are public."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

T = TypeVar("T")


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, except that an unreachable server reads as empty and swallows
    writes.
    """

    def _forgive(self, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except redis.RedisError as error:
            logger.warning("The cache is away: %s", error)
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._forgive(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), default
        )

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._forgive(
            lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs), None
        )

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._forgive(
            lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs), True
        )

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._forgive(
            lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._forgive(lambda: super(ForgivingRedisCache, self).delete(key, version), False)
