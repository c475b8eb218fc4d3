"""The sweeper: rings again for rows whose doorbell was lost or whose worker died.

A process of its own, because Celery's beat needs the very broker whose loss this makes up for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

import redis
from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connections

from core.jobs import ring
from core.queue.doorbells import PATIENCE_SECONDS, PER_TENANT
from core.queue.models import QueuedWork

logger = logging.getLogger(__name__)

ALIAS: Final = "dispatcher"
BATCH: Final = 200
# Sooner when the broker has an empty list, which means that it lost its memory (a fixed 4 s re-rang
# 1,461 times for 500 questions).
PATIENCE_WHEN_EMPTY_SECONDS: Final = 2
# Any 64-bit constant; all sweepers of one database must agree on it.
ADVISORY_LOCK: Final = 0x434F4E53494C

# Of each tenant as many as it has room for beside the bells that are out: those with the fewest
# out come first.
_TAKE = """
WITH due AS (
    SELECT picked.id, picked.tenant_id
    FROM (
        SELECT tenant_id, count(id) FILTER (
            WHERE status = 'queued' AND not_before <= now()
              AND enqueued_at >= now() - make_interval(secs => %(patience)s)) AS out
        FROM {table} WHERE status IN ('queued', 'working') GROUP BY tenant_id
    ) AS busy
    CROSS JOIN LATERAL (
        SELECT id, tenant_id FROM {table} AS row
        WHERE row.tenant_id = busy.tenant_id
          AND (row.status = 'queued' AND row.not_before <= now()
                 AND row.enqueued_at < now() - make_interval(secs => %(patience)s)
            OR row.status = 'working' AND row.lease_until < now()
                 AND row.enqueued_at < now() - make_interval(secs => %(patience)s))
        ORDER BY row.enqueued_at
        LIMIT greatest({per_tenant} - busy.out, 0)
        FOR UPDATE SKIP LOCKED
    ) AS picked
    ORDER BY busy.out
    LIMIT {batch}
)
UPDATE {table} AS row SET enqueued_at = now() FROM due WHERE row.id = due.id
RETURNING row.tenant_id, row.id
"""


def queued_models() -> list[type[QueuedWork]]:
    return [model for model in apps.get_models() if issubclass(model, QueuedWork)]


def sweep_once() -> int:
    """Ring for what is due, until each tenant has `PER_TENANT` bells out; how many were rung.

    As the dispatcher role, which sees queue columns only. Does nothing when another sweeper works.
    """
    rung = 0
    patience = PATIENCE_WHEN_EMPTY_SECONDS if _broker_is_empty() else PATIENCE_SECONDS
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        for model in queued_models():
            # The table name is the model's own; no value of a request reaches this text.
            sql = _TAKE.format(table=model._meta.db_table, per_tenant=PER_TENANT, batch=BATCH)
            cursor.execute(sql, {"patience": patience})
            for tenant_id, row_id in cursor.fetchall():
                rung += ring(model.task, {"tenant_id": tenant_id, "row_id": row_id})
    return rung


def _broker_is_empty() -> bool:
    broker = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=0.25, socket_connect_timeout=0.25
    )
    try:
        return broker.llen(settings.CELERY_TASK_DEFAULT_QUEUE) == 0
    except redis.RedisError:
        return False
    finally:
        broker.close()


def sweep_forever(*, stop: Callable[[], bool], pause_seconds: float = 1.0) -> None:
    """Sweep every second until `stop()`; outlives losses of the database and of the broker.

    Five times as often while there is something to ring for: who floods the queue waits for us.
    """
    while not stop():
        rung = 0
        try:
            rung = sweep_once()
        except OperationalError as error:
            logger.warning("The sweeper cannot reach the database: %s", error)
            connections[ALIAS].close()
        else:
            if rung:
                logger.info("Rang again for %d rows", rung)
        time.sleep(pause_seconds / 5 if rung else pause_seconds)
