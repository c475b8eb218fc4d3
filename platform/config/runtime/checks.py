"""`./run check`: what CI runs, cheapest first; it stops at the first step that fails."""

import difflib
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from config.runtime.environment import base_environment
from config.runtime.folders import ROOT
from config.runtime.interrupts import Interrupts
from config.runtime.progress import tell
from config.runtime.tasks import manage_command, run_in_terminal
from config.runtime.trial import PRODUCT_SETTINGS, trial_environment

_CONTRACT: Final = "docs/api/openapi.json"
_RENEW: Final = f"./run manage spectacular --format openapi-json --file {_CONTRACT}"
_DIFFERENCES_SHOWN: Final = 40

# Enough for tools that load the settings and connect to nothing.
_NO_SERVICES: Final = {
    "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
# As an installation on the open internet would be configured.
_AS_IN_PRODUCTION: Final = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "checked-only-and-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PLATFORM_HOST": "consilium.example",
    "PUBLIC_SCHEME": "https",
    "ALLOWED_HOSTS": "",
    "DEBUG": "0",
}

Action = Callable[[Mapping[str, str]], int]
Step = tuple[str, Action]


def _run(*command: str) -> Action:
    return lambda environment: run_in_terminal(
        [sys.executable, "-m", *command], environment, cwd=ROOT
    )


def _import_contracts(environment: Mapping[str, str]) -> int:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return run_in_terminal([sys.executable, "-c", program, "--no-logo"], environment, cwd=ROOT)


def _manage(*arguments: str) -> Action:
    return lambda environment: run_in_terminal(manage_command(*arguments), environment, cwd=ROOT)


def _contract(environment: Mapping[str, str]) -> int:
    """Write the API's description anew and compare it with the committed one."""
    strict = ["--validate", "--fail-on-warn", "--format", "openapi-json"]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "openapi.json"
        code = _manage("spectacular", *strict, "--file", str(written))(environment)
        if code:
            return code
        now = _lines(written)
    committed = _lines(ROOT / _CONTRACT)
    if now == committed:
        return 0
    differences = list(difflib.unified_diff(committed, now, "committed", "written now", n=1))
    sys.stderr.writelines(differences[:_DIFFERENCES_SHOWN])
    sys.stderr.write(f"{_CONTRACT} is not what the code says. Renew it: {_RENEW}\n")
    return 1


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines(keepends=True) if file.exists() else []


_WITHOUT_SERVICES: Final[tuple[Step, ...]] = (
    ("format", _run("ruff", "format", "--check", "--quiet")),
    ("lint", _run("ruff", "check", "--quiet")),
    ("types", _run("mypy")),
    ("import contracts", _import_contracts),
)
_WITH_SERVICES: Final[tuple[Step, ...]] = (
    ("system checks", _manage("check", "--deploy", "--fail-level", "WARNING")),
    ("migrations", _manage("makemigrations", "--check", "--dry-run")),
    ("API contract", _contract),
)


def check() -> int:
    """Run every step; the code of the first failure."""
    interrupts = Interrupts()
    plain = {**base_environment(), **PRODUCT_SETTINGS, **_NO_SERVICES}
    for name, step in _WITHOUT_SERVICES:
        if _fails(name, step, plain):
            return 1
    with trial_environment(interrupts) as environment:
        production = {**environment, **_AS_IN_PRODUCTION}
        for name, step in _WITH_SERVICES:
            if _fails(name, step, production):
                return 1
        return int(_fails("tests", _run("pytest"), environment))


def _fails(name: str, step: Action, environment: Mapping[str, str]) -> bool:
    tell(f"check: {name}")
    code = step(environment)
    if code:
        tell(f"check: {name} failed")
    return code != 0
