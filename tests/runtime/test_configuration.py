"""A wrong configuration ends with exit code 2 and a sentence that names what to change."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.runtime.environment import ROLE_VARIABLES
from config.runtime.folders import ROOT

# The tests themselves run with addresses of services; these programs must not see them.
OF_THE_TEST_RUN = (
    *ROLE_VARIABLES,
    "ALLOWED_HOSTS",
    "DEBUG",
    "PLATFORM_HOST",
    "PUBLIC_SCHEME",
    "REDIS_URL",
    "SECRET_KEY",
    "STATIC_ROOT",
)


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `./run`'s Python half as a user would, without the test run's own configuration."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TEST_RUN}
    return subprocess.run(
        [sys.executable, "-m", "config.runtime", *arguments],
        cwd=ROOT,
        env={**kept, **variables, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://user@host/name"),
        ("DATABASE_URL", "postgresql://user:password@127.0.0.1"),
        ("DATABASE_URL", "postgresql://user:password@127.0.0.1:port/name"),
        ("DATABASE_URL", "postgresql://user:password@127.0.0.1:1/name"),
        ("REDIS_URL", "amqp://127.0.0.1"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
    ],
)
@pytest.mark.parametrize("command", ["up", "manage"])
def test_a_wrong_address_is_named(command: str, variable: str, value: str, tmp_path: Path) -> None:
    ended = run(command, "--data", str(tmp_path / "data"), **{variable: value})

    assert ended.returncode == 2
    assert variable in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_named(taken_port: int, tmp_path: Path) -> None:
    ended = run("up", "--data", str(tmp_path / "data"), "--port", str(taken_port))

    assert ended.returncode == 2
    assert f"Port {taken_port} is in use" in ended.stderr
    assert "--port" in ended.stderr


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    ended = run("up", "--data", str(tmp_path / "data"), "--port", "http")

    assert ended.returncode == 2
    assert "--port" in ended.stderr


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    ended = run("up", "--data", str(tmp_path / "file"))

    assert ended.returncode == 2
    assert "--data" in ended.stderr


def test_an_unknown_command_shows_the_usage() -> None:
    ended = run("start")

    assert ended.returncode == 2
    assert "usage" in ended.stderr
