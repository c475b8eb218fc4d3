"""Ringing the worker. The row is the queue; the message is only a doorbell and may be lost."""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import Final

from celery import current_app
from django.db import transaction

from core.tenancy.scope import current_tenant_id

logger = logging.getLogger(__name__)

# After one failure nothing is published for this long: a hung broker must not slow every request.
PAUSE_SECONDS: Final = 5.0


class _Breaker:
    """Per process. Open until `closed_until` passes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._closed_until = 0.0

    def allows(self) -> bool:
        with self._lock:
            return time.monotonic() >= self._closed_until

    def trip(self) -> None:
        with self._lock:
            self._closed_until = time.monotonic() + PAUSE_SECONDS


_breaker = _Breaker()


def enqueue(task: str, **ids: int) -> None:
    """Ring `task` once the transaction has committed, with the tenant of the scope added.

    By name, so that services import no tasks. Never raises: the sweeper rings again.
    """
    arguments = {"tenant_id": current_tenant_id(), **ids}
    transaction.on_commit(lambda: ring(task, arguments), robust=True)


def ring(task: str, arguments: dict[str, int]) -> bool:
    """Publish one doorbell now; False when the broker did not take it (at most a few hundred
    ms).
    """
    if not _breaker.allows():
        return False
    try:
        current_app.send_task(task, kwargs=arguments, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - kombu and redis raise many kinds; all mean "not rung"
        _breaker.trip()
        logger.warning("The broker took no doorbell for %s: %s", task, error)
        return False
    return True
