"""A cache whose loss is a miss. Keys name their tenant or say that they are public."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
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
        return self._forgive(partial(super().get, key, default, version), default)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._forgive(partial(super().get_many, *args, **kwargs), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._forgive(partial(super().has_key, key, version), False)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._forgive(partial(super().set, key, value, *args, **kwargs), None)

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        return self._forgive(partial(super().set_many, data, *args, **kwargs), list(data))

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._forgive(partial(super().add, key, value, *args, **kwargs), True)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._forgive(partial(super().incr, key, delta, version), delta)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return self._forgive(partial(super().touch, key, *args, **kwargs), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._forgive(partial(super().delete, key, version), False)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._forgive(partial(super().delete_many, *args, **kwargs), None)
