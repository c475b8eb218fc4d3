"""One child process: in a session of its own, logged to a file, ended when its parent dies."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from config.runtime.errors import StartError

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The account a child runs as."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """Return the account for programs that refuse to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        entry = pwd.getpwnam("nobody")
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def die_with_parent(sent: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a child calls before it becomes its program: a killed parent leaves none behind.

    subprocess changes the account before it calls this, for a change of credentials would undo it.
    """
    parent = os.getpid()

    def arrange() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
            if os.getppid() != parent:  # it died before the call
                os._exit(1)

    return arrange


@dataclass
class Child:
    """A program to keep running, and how to stop it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    cwd: Path = Path("/")
    account: Account | None = None
    stdin: bytes | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    output: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program; what it says is added to its log (or what it prints to `output`)."""
        added = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        said = os.open(self.log, added, 0o600)
        printed = said if self.output is None else os.open(self.output, added | os.O_TRUNC, 0o600)
        try:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=self.cwd,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL if self.stdin is None else subprocess.PIPE,
                stdout=printed,
                stderr=said,
                # Ctrl-C in the terminal is for the supervisor alone, which stops all in order.
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        finally:
            os.close(said)
            if printed != said:
                os.close(printed)
        if self.stdin is not None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(self.stdin)
                self.process.stdin.close()

    @property
    def pid(self) -> int | None:
        return None if self.process is None else self.process.pid

    def exit_code(self) -> int | None:
        """Return the code the program ended with; None while it runs (or was never started)."""
        return None if self.process is None else self.process.poll()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_to_stop(self) -> None:
        if self.is_running and self.process is not None:
            self.process.send_signal(self.stop_signal)

    def kill_group(self) -> None:
        """End what is left of the program and of its own children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)


def wait_for(
    is_ready: Callable[[], bool], child: Child, pause: Callable[[float], None], *, seconds: float
) -> None:
    """Wait until a child is ready; raise StartError when it ends or the time is up."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.is_running or time.monotonic() > deadline:
            raise StartError(f"{child.name} did not start.", child.log)
        pause(0.05)


def can_use(path: Path, account: Account | None) -> bool:
    """Whether the account may pass through a folder, or execute a file, from the root down."""
    if account is None:
        return True
    question = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return run_as(account, question).returncode == 0


def run_as(account: Account | None, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a short program to its end, keeping what it says."""
    return subprocess.run(
        list(command),
        cwd="/",
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=die_with_parent(),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
