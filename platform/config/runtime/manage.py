"""`./run manage …`: manage.py against the running copy, or services started for one command."""

import json
import time
from pathlib import Path

from config.runtime.environment import ADMIN_VARIABLE, base_environment
from config.runtime.errors import ConfigurationError
from config.runtime.folders import DataFolder, FolderLock
from config.runtime.interrupts import Interrupts
from config.runtime.product import local_settings
from config.runtime.services import Services
from config.runtime.tasks import Step, manage_command, run_in_terminal

_HERE = Path.cwd()
_WAIT_FOR_START_SECONDS = 120

# Commands that must work before the database can be prepared, or that prepare it.
_NEED_NO_TABLES = frozenset(
    (
        "check",
        "collectstatic",
        "help",
        "makemigrations",
        "prepare_database",
        "spectacular",
        "--help",
        "--version",
    )
)


def manage(folder: DataFolder, arguments: list[str]) -> int:
    """Run one manage.py command and pass its exit code through."""
    interrupts = Interrupts()
    lock = FolderLock(folder)
    while not lock.take("manage"):
        if lock.holder() == "up":
            return _run(arguments, _environment_of_running(folder, interrupts))
        interrupts.pause(0.2)  # another ./run manage: its services end with it
    services = Services(folder)
    try:
        services.start(interrupts.pause, _say_nothing)
        environment = base_environment() | local_settings(folder, services.passwords, port=8000)
        environment |= services.all_addresses
        if services.owns_database and arguments and arguments[0] not in _NEED_NO_TABLES:
            Step(folder, "prepare", manage_command("prepare_database"), environment).finish(
                interrupts.pause
            )
        return _run(arguments, environment)
    finally:
        services.stop()
        lock.release()


def _run(arguments: list[str], environment: dict[str, str]) -> int:
    if arguments[:1] != ["prepare_database"]:
        environment = {name: value for name, value in environment.items() if name != ADMIN_VARIABLE}
    return run_in_terminal(manage_command(*arguments), environment, cwd=_HERE)


def _environment_of_running(folder: DataFolder, interrupts: Interrupts) -> dict[str, str]:
    """Return what the running copy wrote down; a copy that is just starting writes it soon."""
    deadline = time.monotonic() + _WAIT_FOR_START_SECONDS
    while not folder.services.exists():
        if time.monotonic() > deadline:
            raise ConfigurationError(
                f"./run up holds {folder.path} but has not started its services."
            )
        interrupts.pause(0.2)
    known: dict[str, str] = json.loads(folder.services.read_text())
    return base_environment() | known


def _say_nothing(_line: str) -> None:
    """Keep the output to what the command itself says."""
