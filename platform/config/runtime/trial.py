"""`./run test`: pytest on a PostgreSQL and a Valkey of its own, or on those the caller names."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.runtime.environment import base_environment
from config.runtime.folders import ROOT, DataFolder, FolderLock
from config.runtime.interrupts import Interrupts
from config.runtime.progress import tell
from config.runtime.services import Services
from config.runtime.tasks import run_in_terminal

# A developer's own configuration must not decide whether a test passes.
PRODUCT_SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "SECRET_KEY": "only-for-tests-and-long-enough-to-pass-the-check",
    "PLATFORM_HOST": "consilium.test",
    "PUBLIC_SCHEME": "http",
    "ALLOWED_HOSTS": "",
    "DEBUG": "0",
    "LOG_LEVEL": "",
    "DATABASE_POOL": "",
    "EMAIL_URL": "",
    "LLM_BASE_URL": "",
    "LLM_MODEL": "",
    "LLM_API_KEY": "",
    "LLM_BUDGET_SECONDS": "",
}


@contextmanager
def trial_environment(interrupts: Interrupts) -> Iterator[dict[str, str]]:
    """Lend the environment of a test run, with a DATABASE_URL that may make databases."""
    folder, lock = _own_folder()
    services = Services(folder, durable=False)
    try:
        services.start(interrupts.pause, tell)
        yield {
            **base_environment(),
            **PRODUCT_SETTINGS,
            "STATIC_ROOT": str(services.folder.static),
            "DATABASE_URL": services.admin_url,
            "REDIS_URL": services.addresses["REDIS_URL"],
        }
    finally:
        services.stop()
        lock.release()


def test(arguments: list[str]) -> int:
    """Run pytest with these arguments."""
    interrupts = Interrupts()
    with trial_environment(interrupts) as environment:
        return run_in_terminal([sys.executable, "-m", "pytest", *arguments], environment, cwd=ROOT)


def _own_folder() -> tuple[DataFolder, FolderLock]:
    """Lock the first folder for tests that no other run uses, so that two runs never meet."""
    number = 1
    while True:
        folder = DataFolder.at(ROOT / ".data" / ("test" if number == 1 else f"test-{number}"))
        lock = FolderLock(folder)
        if lock.take("test"):
            return folder, lock
        number += 1
