"""`./run manage …`: manage.py against the running copy, or services started for one command."""

import json
from pathlib import Path

from config.runtime.environment import ADMIN_VARIABLE, base_environment
from config.runtime.folders import DataFolder, FolderLock
from config.runtime.interrupts import Interrupts
from config.runtime.product import local_settings
from config.runtime.services import Services
from config.runtime.tasks import Step, manage_command, run_in_terminal

_HERE = Path.cwd()

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
        # A copy that is just starting writes its services down soon; the services of another
        # ./run manage end with it.
        if lock.holder() == "up" and folder.services.exists():
            known: dict[str, str] = json.loads(folder.services.read_text())
            return _run(arguments, base_environment() | known)
        interrupts.pause(0.2)
    folder.services.unlink(missing_ok=True)
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


def _say_nothing(_line: str) -> None:
    """Keep the output to what the command itself says."""
