"""`./run up` from start to end: it serves, stops cleanly, and starts again after a kill."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.runtime.folders import LASTING_TEMPORARY, ROOT, SHORT_TEMPORARY, DataFolder
from config.runtime.postgres_home import find_home
from config.runtime.valkey import free_port
from tests.runtime.test_configuration import OF_THE_TEST_RUN

START_SECONDS = 90


class Run:
    """One `up` on a folder and a port of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.output = data / "output.txt"

    def start(self, **variables: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TEST_RUN}
        command = [sys.executable, "-m", "config.runtime", "up", "--no-demo"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--data", str(self.data)],
                cwd=ROOT,
                env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings", **variables},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while "is ready" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)

    def children(self) -> list[int]:
        return [fact["pid"] for fact in json.loads((self.data / "children.json").read_text())]

    def status_of(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)


@pytest.fixture
def copy() -> Iterator[Run]:
    # Not tmp_path: root's PostgreSQL runs as an account that cannot pass through its parents.
    data = Path(tempfile.mkdtemp(prefix="consilium-test-"))
    run = Run(data)
    yield run
    run.end()
    shutil.rmtree(data)
    shutil.rmtree(SHORT_TEMPORARY / f"consilium-{DataFolder(data).digest}", ignore_errors=True)


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest.mark.slow
def test_it_serves_and_ctrl_c_leaves_nothing_behind(copy: Run) -> None:
    copy.start()
    children = copy.children()
    assert copy.status_of("/readyz") == 200
    assert copy.status_of("/live/health") == 200
    assert len(children) == 8

    copy.process.send_signal(signal.SIGINT)

    assert copy.process.wait(timeout=15) == 0
    assert alive(children) == []
    assert not (copy.data / "services.json").exists()


@pytest.mark.slow
def test_it_starts_again_at_once_after_a_kill(copy: Run) -> None:
    copy.start()
    first = copy.children()
    copy.process.kill()
    copy.process.wait()

    copy.start()

    assert copy.status_of("/readyz") == 200
    assert alive(first) == []


@pytest.mark.slow
def test_a_second_start_on_the_same_folder_is_refused(copy: Run) -> None:
    copy.start()
    second = Run(copy.data)
    second.output = copy.data / "second.txt"

    with pytest.raises(AssertionError, match="--data"):
        second.start()

    assert second.process.wait(timeout=10) == 2
    assert copy.status_of("/readyz") == 200


@pytest.mark.slow
@pytest.mark.parametrize(("variable", "value"), [("SECRET_KEY", "short"), ("DEBUG", "maybe")])
def test_a_wrong_setting_is_named_before_anything_serves(
    variable: str, value: str, copy: Run
) -> None:
    with pytest.raises(AssertionError, match=variable):
        copy.start(**{variable: value})

    assert copy.process.wait(timeout=15) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's PostgreSQL runs as another account")
def test_data_in_a_closed_folder_goes_elsewhere_instead_of_opening_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    folder = DataFolder.at(tmp_path / "data")

    home = find_home(folder)

    assert home.data == LASTING_TEMPORARY / f"consilium-{folder.digest}" / "postgres"
    assert tmp_path.stat().st_mode & 0o077 == 0
    shutil.rmtree(home.data.parent)
    shutil.rmtree(home.sockets)
