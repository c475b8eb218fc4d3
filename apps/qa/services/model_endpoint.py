"""One call to a language model behind an OpenAI-compatible endpoint, within a number of seconds.

On the standard library: one POST needs no client of 3 MB and seven packages.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import time
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

# Far more than eight sentences; a reply beyond it is none.
MAX_BYTES: Final = 262_144
ATTEMPTS: Final = 2
_PAUSE_SECONDS: Final = 0.3
_NOT_ALLOWED: Final = frozenset({401, 403})
_BUSY: Final = frozenset({408, 409, 429, 500, 502, 503, 504})


class Failure(StrEnum):
    """Why a call brought nothing."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class ModelFailed(Exception):
    """The call brought nothing. `detail` is for the organisation's admin: no text of a reply."""

    def __init__(self, kind: Failure, detail: str, *, retry_after: float = _PAUSE_SECONDS) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is. `base_url` ends with /v1 or whatever stands before /chat/completions."""

    base_url: str
    model: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, and the tokens it counted; 0 where it does not say."""

    content: str
    tokens: int


def configured_endpoint() -> Endpoint | None:
    """The installation's model, or None where it has none."""
    if not settings.LLM_BASE_URL:
        return None
    return Endpoint(settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY)


def complete(endpoint: Endpoint, body: dict[str, Any], *, seconds: float) -> Reply:
    """Ask once, and once more where the endpoint is busy or away and time is left.

    Returns or raises `ModelFailed` within `seconds`, whatever the endpoint or its name server does.
    """
    deadline = time.monotonic() + seconds
    attempt = 1
    while True:
        try:
            return _Call(endpoint, body).within(deadline)
        except ModelFailed as failed:
            is_passing = failed.kind in (Failure.BUSY, Failure.UNREACHABLE)
            if not is_passing or attempt == ATTEMPTS:
                raise
            if time.monotonic() + failed.retry_after >= deadline:
                raise
            time.sleep(failed.retry_after)
            attempt += 1


def reach(endpoint: Endpoint, *, seconds: float) -> None:
    """Ask which models there are, which costs no tokens. Raises `ModelFailed`."""
    try:
        with contextlib.closing(_connection(endpoint.base_url, seconds)) as connection:
            connection.request(
                "GET", f"{urlsplit(endpoint.base_url).path}/models", headers=_headers(endpoint)
            )
            status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise ModelFailed(Failure.UNREACHABLE, type(error).__name__) from error
    if status in _NOT_ALLOWED:
        raise ModelFailed(Failure.REFUSED, f"HTTP {status}")


class _Call:
    """One request, in a thread of its own that is left behind when time is up.

    Time limits of sockets are for each read; a server that sends a byte a second keeps them all.
    """

    def __init__(self, endpoint: Endpoint, body: dict[str, Any]) -> None:
        self._endpoint = endpoint
        self._body = json.dumps({"model": endpoint.model, **body}).encode()
        self._socket: socket.socket | None = None
        self._outcome: Reply | ModelFailed | None = None

    def within(self, deadline: float) -> Reply:
        remaining = deadline - time.monotonic()
        thread = Thread(target=self._run, args=(max(remaining, 0.01),), daemon=True)
        thread.start()
        thread.join(max(remaining, 0))
        if self._outcome is None:
            self._abandon()
            raise ModelFailed(Failure.TIMEOUT, "It did not answer in time")
        if isinstance(self._outcome, ModelFailed):
            raise self._outcome
        return self._outcome

    def _run(self, timeout: float) -> None:
        try:
            self._outcome = self._ask(timeout)
        except ModelFailed as failed:
            self._outcome = failed
        except TimeoutError:
            self._outcome = ModelFailed(Failure.TIMEOUT, "It did not answer in time")
        except (OSError, HTTPException) as error:
            self._outcome = ModelFailed(Failure.UNREACHABLE, type(error).__name__)

    def _ask(self, timeout: float) -> Reply:
        path = f"{urlsplit(self._endpoint.base_url).path}/chat/completions"
        with contextlib.closing(_connection(self._endpoint.base_url, timeout)) as connection:
            connection.connect()
            self._socket = connection.sock
            connection.request("POST", path, self._body, _headers(self._endpoint))
            # A reply that ends with its connection takes the socket over.
            with contextlib.closing(connection.getresponse()) as response:
                raw = response.read(MAX_BYTES + 1)
                _check_status(response.status, response.headers.get("Retry-After", ""))
        if len(raw) > MAX_BYTES:
            raise ModelFailed(Failure.UNREADABLE, "Its reply is too long")
        return _read(raw)

    def _abandon(self) -> None:
        """Close the socket under the thread, which then ends."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.api_key:
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    return headers


def _connection(base_url: str, timeout: float) -> HTTPConnection:
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, parts.port, timeout=timeout, context=context)
    return HTTPConnection(host, parts.port, timeout=timeout)


def _check_status(status: int, retry_after: str) -> None:
    if status == 200:
        return
    if status in _BUSY:
        # A date instead of seconds is longer than an answer can wait.
        pause = float(retry_after) if retry_after.isdecimal() else _PAUSE_SECONDS
        raise ModelFailed(Failure.BUSY, f"HTTP {status}", retry_after=pause)
    raise ModelFailed(Failure.REFUSED, f"HTTP {status}")


def _read(raw: bytes) -> Reply:
    try:
        document = json.loads(raw)
        content = document["choices"][0]["message"]["content"]
        used = document.get("usage") or {}
        tokens = used.get("total_tokens", 0) if isinstance(used, dict) else 0
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ModelFailed(Failure.UNREADABLE, "Its reply is no chat completion") from error
    if not isinstance(content, str):
        raise ModelFailed(Failure.UNREADABLE, "Its reply has no text")
    return Reply(content, tokens if isinstance(tokens, int) and tokens > 0 else 0)
