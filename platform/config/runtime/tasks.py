"""Programs that run to their end: steps of a start, and what `./run` was asked to run."""

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config.runtime.children import Child, die_with_parent
from config.runtime.errors import ConfigurationError, StartError
from config.runtime.folders import ROOT, DataFolder


def manage_command(*arguments: str) -> list[str]:
    """Return the command line of a manage.py command."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


class Step:
    """A preparation step that runs in the background, logged under its name."""

    def __init__(
        self,
        folder: DataFolder,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        output: Path | None = None,
    ) -> None:
        log = folder.log(name)
        log.unlink(missing_ok=True)
        self.child = Child(name, command, environment, log, cwd=ROOT, output=output)
        self.child.start()

    def finish(self, pause: Callable[[float], None]) -> None:
        """Wait for the end; a failure carries the step's own words."""
        while self.child.is_running:
            pause(0.02)
        code = self.child.exit_code()
        if code == 2:
            raise ConfigurationError(self.child.log.read_text(errors="replace").strip())
        if code != 0:
            raise StartError(f"{self.child.name} ended with {code}.", self.child.log)


def run_in_terminal(
    command: Sequence[str], environment: Mapping[str, str], *, cwd: Path | None = None
) -> int:
    """Run a program with our terminal and return its exit code; Ctrl-C is for it, not for us."""
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    process = subprocess.Popen(
        list(command),
        cwd=cwd,
        env=dict(environment),
        preexec_fn=die_with_parent(),
    )
    for sent in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, lambda number, _frame: process.send_signal(number))
    code = process.wait()
    return 128 - code if code < 0 else code
