"""Refusals that a person or a program can act on. Bugs are `RuntimeError`s and stay outside."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal with a stable `code`; documented in docs/api/errors.md.

    `pointer` is the JSON pointer of the part of the request at fault, if there is one.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request was refused"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, *, pointer: str | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer
        self.extra = extra


class InvalidInput(DomainError):
    code = "invalid"
    title = "Something in the request is not valid"


class NotPermitted(DomainError):
    code = "not_permitted"
    status = 403
    title = "This needs a right that you do not have"


class NotFound(DomainError):
    code = "not_found"
    status = 404
    title = "There is nothing here"


class LinkExpired(DomainError):
    code = "link_expired"
    status = 410
    title = "This link is no longer good"


class WrongState(DomainError):
    code = "wrong_state"
    status = 409
    title = "That cannot be done in the present state"


class LostRace(DomainError):
    code = "changed_meanwhile"
    status = 409
    title = "Somebody else was first"
    retryable = True


class TooMany(DomainError):
    code = "too_many"
    status = 429
    title = "That was too much in a short time"
    retryable = True


class IdempotencyInFlight(DomainError):
    code = "idempotency_in_flight"
    status = 409
    title = "The first request with this key is still under way"
    retryable = True


class IdempotencyKeyMissing(DomainError):
    code = "idempotency_key_missing"
    title = "An Idempotency-Key header is needed"


class IdempotencyKeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 422
    title = "This Idempotency-Key was used for another request"
