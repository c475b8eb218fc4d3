"""A Milvus of the tests' own: milvus-lite as a process, from the packages of ./run test-milvus."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any, Final

import pytest

PACKAGES: Final = os.environ.get("CONSILIUM_MILVUS_PACKAGES", "")
# Behind everything of ours: nothing that both have is taken from there.
if PACKAGES:
    sys.path.append(PACKAGES)

needs_milvus = pytest.mark.skipif(not PACKAGES, reason="./run test-milvus installs what it needs")
START_SECONDS: Final = 60


class Server:
    """Started and stopped as often as a test likes; what it holds stays in its folder."""

    def __init__(self, folder: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._process is not None:
            return
        place = ["--port", str(self._port), "--data-dir", self._folder]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "milvus_lite", "server", *place],
            env={**os.environ, "PYTHONPATH": PACKAGES},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
        raise AssertionError("milvus-lite did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="session")
def milvus_process() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        yield server
        server.stop()


@pytest.fixture
def milvus_server(milvus_process: Server, settings: Any) -> Server:
    """Running, and the engine of this test."""
    milvus_process.start()
    settings.RETRIEVER, settings.MILVUS_URI = "milvus", milvus_process.address
    return milvus_process
