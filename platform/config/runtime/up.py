"""`./run up`: the whole product on this machine, in the foreground, until Ctrl-C."""

import http.client
import resource
import time
from pathlib import Path
from typing import Any, Final

from config.runtime.announcement import announce, read_demo
from config.runtime.children import Child
from config.runtime.environment import base_environment
from config.runtime.errors import ConfigurationError, StartError, StopRequested
from config.runtime.folders import ROOT, DataFolder, FolderLock, write_private
from config.runtime.interrupts import Interrupts
from config.runtime.processes import (
    BUILD_ENCODER,
    PREPARATION,
    PROCESSES,
    Process,
    on_this_machine,
)
from config.runtime.product import local_settings
from config.runtime.progress import tell
from config.runtime.proxy import CADDYFILE, loopback_addresses, proxy_environment
from config.runtime.services import Services
from config.runtime.static import StaticFiles
from config.runtime.stopping import stop_in_order
from config.runtime.supervisor import Supervisor
from config.runtime.tasks import Step, manage_command
from config.runtime.valkey import free_port

_READY_SECONDS: Final = 120
# Readers first, then those who make work, then those who do it, then what they stand on.
_STOP_ORDER: Final = (
    ("proxy",),
    ("web", "live"),
    ("beat", "worker", "sweeper"),
    ("valkey",),
    ("postgres",),
)


def up(folder: DataFolder, *, port: int, demo: bool) -> int:
    """Start everything, say where it is, keep it running; 0 when stopped by request."""
    interrupts = Interrupts()
    lock = FolderLock(folder)
    if not lock.take("up"):
        raise ConfigurationError(
            f"Another ./run uses {folder.path}: stop it, or name another folder with --data."
        )
    folder.services.unlink(missing_ok=True)
    copy = Copy(folder, port, interrupts)
    try:
        found = copy.start(demo=demo)
        announce(folder, port=port, demo=found)
        copy.supervisor.watch(interrupts.pause)
    except StopRequested:
        tell("stopping")
    finally:
        copy.stop()
        lock.release()
    tell("stopped")
    return 0


class Copy:
    """One running copy of the product."""

    def __init__(self, folder: DataFolder, port: int, interrupts: Interrupts) -> None:
        self.folder = folder
        self.supervisor = Supervisor(folder)
        self._port = port
        self._pause = interrupts.pause
        self._services = Services(folder)
        self._places: dict[str, str] = {}
        self._steps: list[Step] = []

    def start(self, *, demo: bool) -> dict[str, Any] | None:
        """Start all, in the order they need each other, and wait until pages are served."""
        _allow_many_connections()
        self._services.end_leftovers()
        addresses = loopback_addresses(self._port)
        self._services.start(self._pause, tell)
        for child in self._services.children:
            self.supervisor.take_over(child)
        self._prepare()
        self._start_processes(addresses)
        found = self._load_demo() if demo else None
        self._wait_until_ready()
        return found

    def stop(self) -> None:
        """Stop what runs, in order. What is not listed ran only to prepare the start."""
        self.folder.services.unlink(missing_ok=True)
        by_name = {child.name: child for child in self._services.children}
        by_name |= {child.name: child for child in self.supervisor.children}
        stop_in_order([[step.child for step in self._steps]])
        stop_in_order(
            [[by_name[name] for name in stage if name in by_name] for stage in _STOP_ORDER]
        )
        self._services.tidy()

    def _prepare(self) -> None:
        """Bring database and static files up to date, side by side."""
        static = StaticFiles(self.folder)
        wanted = [one for one in PREPARATION if one.name != "static" or not static.are_current]
        encoder = self._step("encoder", on_this_machine(BUILD_ENCODER), Process("encoder", ""))
        steps = [self._step(one.name, on_this_machine(one.command({})), one) for one in wanted]
        for step in steps:
            step.finish(self._pause)
        static.note_collected()
        tell("the database is prepared")
        try:
            encoder.finish(self._pause)
            tell("the encoder of statements is built")
        except StartError:
            tell(f"no encoder: answers are found by words alone (see {encoder.child.log})")

    def _load_demo(self) -> dict[str, Any]:
        output = self.folder.path / "demo.json"
        as_product = Process("demo", "", ("DATABASE_URL", "REDIS_URL"))
        command = manage_command("load_demo", "--json")
        step = self._step("demo", command, as_product, output=output)
        step.finish(self._pause_unless_one_dies)
        tell("the demo tenants are there")
        return read_demo(output, step.child.log)

    def _step(
        self, name: str, command: list[str], process: Process, *, output: Path | None = None
    ) -> Step:
        step = Step(self.folder, name, command, self._environment(process), output)
        self._steps.append(step)
        return step

    def _start_processes(self, addresses: list[str]) -> None:
        web_port, live_port = free_port(), free_port()
        self._places = {
            "host": "127.0.0.1",
            "web_port": str(web_port),
            "live_port": str(live_port),
            "schedule": str(self.folder.path / "beat-schedule"),
            "caddyfile": str(CADDYFILE),
        }
        proxy = proxy_environment(
            self.folder, addresses, self._port, web_port=web_port, live_port=live_port
        )
        for process in PROCESSES:
            environment = proxy if process.name == "proxy" else self._environment(process)
            command = on_this_machine(process.command(self._places))
            log = self.folder.log(process.name)
            self.supervisor.start(Child(process.name, command, environment, log, cwd=ROOT))
        everything = {**self._settings(), **self._services.all_addresses}
        write_private(self.folder.services, everything)

    def _settings(self) -> dict[str, str]:
        return local_settings(self.folder, self._services.passwords, port=self._port)

    def _environment(self, process: Process) -> dict[str, str]:
        """Return a process's environment: of the addresses only those it may know."""
        known = self._services.all_addresses
        granted = {name: known[name] for name in process.addresses if name in known}
        return {**base_environment(), **self._settings(), **granted}

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not _is_ready(self._port):
            if time.monotonic() > deadline:
                raise StartError("The product does not become ready.", self.folder.log("web"))
            self._pause_unless_one_dies(0.05)
        self.supervisor.refuse_deaths()

    def _pause_unless_one_dies(self, seconds: float) -> None:
        self.supervisor.refuse_deaths()
        self._pause(seconds)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _allow_many_connections() -> None:
    """Every stream and every reader is an open file; the usual soft limit is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(most, 65_536) if most != resource.RLIM_INFINITY else 65_536
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
