"""Idempotency-Key: the first answer is kept with its effect, in the same transaction, and
replayed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from rest_framework.request import Request
from rest_framework.response import Response

from core.actors import Actor
from core.errors import (
    IdempotencyInFlight,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidInput,
)
from core.models import IdempotencyRecord

MAX_KEY_LENGTH: Final = 255


@dataclass(frozen=True, slots=True)
class Effect:
    """What the handler did: the response to give now and to every repetition."""

    status: int
    body: dict[str, Any]


def once(request: Request, actor: Actor, perform: Callable[[], Effect]) -> Response:
    """Perform at most once per actor and key; a repetition gets the kept response.

    Two queries beside the effect's. Raises `IdempotencyKeyMissing` (400), `IdempotencyKeyReused`
    (422: another body, method or path) and `IdempotencyInFlight` (409: the first is not committed).
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise IdempotencyKeyMissing("Send an Idempotency-Key header with every POST")
    if len(key) > MAX_KEY_LENGTH or not key.isprintable() or not key.isascii():
        raise InvalidInput(
            f"An Idempotency-Key is 1 to {MAX_KEY_LENGTH} printable ASCII characters"
        )
    digest = _digest(request)
    record, is_first = _reserve(key, digest, actor)
    if not is_first:
        if record.request_sha256 != digest:
            raise IdempotencyKeyReused("The same key came before with another request")
        response = Response(record.response_body, status=record.response_status)
        response["Idempotency-Replayed"] = "true"
        return response
    effect = perform()
    IdempotencyRecord.objects.filter(pk=record.pk).update(
        response_status=effect.status, response_body=effect.body
    )
    return Response(effect.body, status=effect.status)


def _digest(request: Request) -> str:
    canonical = json.dumps(
        [request.method, request.path, request.data], sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _reserve(key: str, digest: str, actor: Actor) -> tuple[IdempotencyRecord, bool]:
    record = IdempotencyRecord(actor_id=actor.get_id(), key=key, request_sha256=digest)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        try:
            with transaction.atomic():
                # Waits for a twin that has not committed; the lock timeout ends the wait.
                created = IdempotencyRecord.objects.bulk_create([record], ignore_conflicts=True)
        except OperationalError as error:
            raise IdempotencyInFlight("Ask again in a moment with the same key") from error
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    kept = IdempotencyRecord.objects.get(actor_id=actor.get_id(), key=key)
    return kept, kept.reservation == created[0].reservation
