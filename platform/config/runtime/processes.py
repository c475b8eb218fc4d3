"""The one table of processes: `./run up` starts them, docker-compose.yml repeats them.

A test compares the two, so that nothing runs differently in production than on a laptop.
"""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Process:
    """A command line with named places, and the service addresses the process may know."""

    name: str
    template: str
    addresses: tuple[str, ...] = ()

    def command(self, places: Mapping[str, str]) -> list[str]:
        """Return the command line with its places filled in."""
        return [word.format_map(places) for word in shlex.split(self.template)]


_PRODUCT: Final = ("DATABASE_URL", "REDIS_URL")

# Pages cost a fraction under WSGI of what they cost under ASGI; streams need ASGI and get a
# process of their own. No worker respawn: a failed one ends the process, which restarts visibly.
PROCESSES: Final = (
    Process(
        "web",
        "granian --interface wsgi config.wsgi:application --host {host} --port {web_port}"
        " --workers 2 --blocking-threads 4 --no-ws --log-level warning --workers-kill-timeout 5",
        _PRODUCT,
    ),
    Process(
        "live",
        "granian --interface asgi config.live:application --host {host} --port {live_port}"
        " --workers 1 --backlog 4096 --no-ws --log-level warning --workers-kill-timeout 2",
        ("REDIS_URL",),
    ),
    Process(
        "worker",
        "celery -A config worker --pool prefork --concurrency 2 --prefetch-multiplier 1"
        " --without-mingle --without-gossip --loglevel INFO",
        _PRODUCT,
    ),
    Process("sweeper", "python manage.py sweep", (*_PRODUCT, "DISPATCHER_DATABASE_URL")),
    Process("beat", "celery -A config beat --schedule {schedule} --loglevel INFO", _PRODUCT),
    Process("proxy", "caddy run --config {caddyfile} --adapter caddyfile"),
)

# What runs once, to its end, before the processes start.
PREPARATION: Final = (
    Process(
        "migrate",
        "python manage.py prepare_database",
        (*_PRODUCT, "MIGRATOR_DATABASE_URL", "DISPATCHER_DATABASE_URL", "ADMIN_DATABASE_URL"),
    ),
    Process("static", "python manage.py collectstatic --noinput --verbosity 0", _PRODUCT),
)

# Beside them on this machine; the image has it built in. Without it the product works, too.
BUILD_ENCODER: Final = ["python", "-m", "apps.guidelines.embedding.build"]

IN_CONTAINERS: Final = {
    "host": "0.0.0.0",  # noqa: S104 - inside the compose network, where only the proxy can ask
    "web_port": "8000",
    "live_port": "8001",
    "schedule": "/tmp/beat-schedule",  # noqa: S108 - the container's own, and rebuilt when lost
    "caddyfile": "/etc/caddy/Caddyfile",
}


def on_this_machine(command: list[str]) -> list[str]:
    """Return a command of the table with its program taken from our own environment.

    By module and not by script, because a script remembers where its environment was made.
    """
    program, *arguments = command
    if program == "python":
        return [sys.executable, *arguments]
    if program == "caddy":
        return [str(Path(sys.executable).parent / program), *arguments]
    return [sys.executable, "-m", program, *arguments]
