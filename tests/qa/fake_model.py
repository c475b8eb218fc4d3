"""A language model's server on loopback that does what a test says, and remembers what it got."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from apps.qa.models import RewordingFailure, RewordingPolicy, RewordingUse
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

STATEMENT = (
    "ACP recommends a bisphosphonate for adults with osteoporosis to reduce the risk of fractures."
)
REWORDED = (
    "To reduce the risk of fractures, ACP recommends a bisphosphonate for adults with osteoporosis."
)
QUESTION = "Does a bisphosphonate help in osteoporosis?"


KEY = "key-of-the-tests"


@dataclass
class Response:
    """`before` runs before anything is sent, `drip` sends a byte at a time until the end."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    hangs: bool = False


Behaviour = Callable[[dict[str, Any]], Response]


class FakeModel:
    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()

    @property
    def everything_it_got(self) -> str:
        return json.dumps(self.requests)


def says(texts: dict[str, str] | str, *, tokens: int = 0) -> Response:
    """A chat completion with this as its text."""
    content = texts if isinstance(texts, str) else json.dumps(texts)
    document: dict[str, Any] = {
        "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": content}}]
    }
    if tokens:
        document["usage"] = {"total_tokens": tokens}
    return Response(body=json.dumps(document).encode())


def sentences_of(request: dict[str, Any]) -> dict[str, str]:
    """What it was asked to word again."""
    found: dict[str, str] = json.loads(request["messages"][-1]["content"])
    return found


def always(text: str) -> Behaviour:
    """Every sentence becomes this one."""
    return lambda request: says(dict.fromkeys(sentences_of(request), text))


def well(request: dict[str, Any]) -> Response:
    """What it should do."""
    return says(
        {
            name: REWORDED if text == STATEMENT else text
            for name, text in sentences_of(request).items()
        },
        tokens=321,
    )


@contextmanager
def serving(behave: Behaviour, settings: Any) -> Iterator[FakeModel]:
    """The server, configured as the installation's model."""
    fake = FakeModel(behave)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.requests.append(request)
            fake.headers.append(dict(self.headers))
            try:
                _send(self, fake, fake.behave(request))
            except OSError:
                self.close_connection = True

        def do_GET(self) -> None:
            """Which models there are, for whoever has the key."""
            is_known = self.headers["Authorization"] == f"Bearer {KEY}"
            self.send_response(200 if is_known and self.path == "/v1/models" else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings.LLM_BASE_URL = f"http://127.0.0.1:{server.server_port}/v1"
    settings.LLM_MODEL = "fake-1"
    settings.LLM_API_KEY = KEY
    settings.LLM_BUDGET_SECONDS = 5
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, fake: FakeModel, response: Response) -> None:
    if response.hangs:
        fake.over.wait(30)
        return
    handler.send_response(response.status)
    for name, value in response.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(response.body)))
    handler.end_headers()
    if not response.drips:
        handler.wfile.write(response.body)
        return
    for byte in response.body:
        if fake.over.wait(0.05):
            return
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()


def switched_on(cast: Cast, *, monthly_tokens: int = 100_000) -> Cast:
    """Northgate lets the model word its answers again, and has one record to tell."""
    plain = {"student": STATEMENT, "patient": STATEMENT}
    make.store(cast.northgate, make.package(make.recommendation("one", STATEMENT, plain=plain)))
    with tenant_scope(cast.northgate.pk):
        RewordingPolicy.objects.create(is_on=True, monthly_tokens=monthly_tokens)
    return cast


@pytest.fixture
def ready(cast: Cast) -> Cast:
    return switched_on(cast)


def use_of(cast: Cast) -> RewordingUse:
    with tenant_scope(cast.northgate.pk):
        return RewordingUse.objects.get()


def failures_of(cast: Cast) -> list[str]:
    with tenant_scope(cast.northgate.pk):
        return list(RewordingFailure.objects.order_by("id").values_list("kind", flat=True))
