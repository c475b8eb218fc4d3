"""`sweep`: the sweeper process. Two copies are safe; one works."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connections

from core.queue.sweep import ALIAS, sweep_forever


class Command(BaseCommand):
    help = "Ring again for queued rows whose doorbell was lost, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        if ALIAS not in connections:
            raise CommandError("DISPATCHER_DATABASE_URL: must be set", returncode=2)
        stopped = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        sweep_forever(stop=stopped.is_set)
