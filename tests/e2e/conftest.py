"""The whole product, started as its users start it, and a browser that forgives nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

ROOT: Final = Path(__file__).resolve().parents[2]
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
START_SECONDS: Final = 120
# The product under test makes its own services and secrets.
OF_THE_TESTS: Final = frozenset(
    {
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "PLATFORM_HOST",
        "STATIC_ROOT",
        "DJANGO_SETTINGS_MODULE",
    }
)
_SIGN_IN: Final = re.compile(r"^\s+(\S+@\S+)\s+(\S+)\s", re.MULTILINE)
_KEY: Final = re.compile(r"(cns_\S+)")


@dataclass(frozen=True, slots=True)
class Product:
    """Addresses of the two organisations and what `./run up` printed of their sign-ins."""

    northgate: str
    harbour: str
    passwords: dict[str, str]
    keys: tuple[str, ...]
    data: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            # One product serves them all, so they share a worker.
            item.add_marker(pytest.mark.xdist_group("product"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("product") / "up.log"
    # Not pytest's folder: root's PostgreSQL runs as an account that cannot pass through it.
    data = Path(tempfile.mkdtemp(prefix="consilium-e2e-"))
    kept_out = (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "PLATFORM_HOST",
        "DJANGO_SETTINGS_MODULE",
    )
    environment = {name: value for name, value in os.environ.items() if name not in kept_out}
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "config.runtime",
                "up",
                "--port",
                str(port),
                "--data",
                str(data),
            ],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        printed = _wait_until_ready(process, log)
        yield Product(
            northgate=f"http://northgate.localhost:{port}",
            harbour=f"http://harbour.localhost:{port}",
            passwords=dict(_SIGN_IN.findall(printed)),
            keys=tuple(_KEY.findall(printed)),
            data=data,
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(data)


def _wait_until_ready(process: subprocess.Popen[Any], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        printed = log.read_text()
        if "Ctrl-C stops" in printed:
            return printed
        time.sleep(0.2)
    pytest.fail(f"The product did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: while Playwright runs, its event loop holds the whole process,
    and a test of another module that uses the database or asyncio there would fail.
    """
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet.split())
        yield chromium
        chromium.close()


@dataclass  # Playwright keeps its wrappers on the object whose methods it calls
class Watch:
    """What a page must not do: log an error, throw, fail to load, ask anybody else for anything.

    A test that provokes a refusal names its status in `expected`.
    """

    faults: list[str]
    origin: str
    expected: set[int]

    def follow(self, page: Page) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"thrown: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        return page

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A failed load is told by its response, with the status.
        is_load = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not is_load:
            self.faults.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:")):
            self.faults.append(f"asked a third party: {request.url}")


@pytest.fixture
def watch(product: Product) -> Iterator[Watch]:
    watching = Watch(faults=[], origin=product.northgate, expected=set())
    yield watching
    assert watching.faults == []


@pytest.fixture
def visitor(browser: Browser, product: Product, watch: Watch) -> Iterator[Page]:
    """A reader at Northgate without an account."""
    context = browser.new_context(base_url=product.northgate)
    yield watch.follow(context.new_page())
    context.close()


@pytest.fixture
def visitor_without_scripts(browser: Browser, product: Product, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(base_url=product.northgate, java_script_enabled=False)
    yield watch.follow(context.new_page())
    context.close()


@pytest.fixture
def board_member(browser: Browser, product: Product, watch: Watch) -> Iterator[Page]:
    """Boris, signed in through the sign-in page."""
    context = browser.new_context(base_url=product.northgate)
    page = watch.follow(context.new_page())
    sign_in(page, "boris@northgate.example", product)
    yield page
    context.close()


def sign_in(page: Page, email: str, product: Product) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(product.passwords[email])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
