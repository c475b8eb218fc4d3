"""`doctor`: is this installation well, and if not, where?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandParser

from config.doctor import Check, examine


class Command(BaseCommand):
    help = "Look at everything that can be unwell; exit status 1 where something is."
    # It reports what Django would refuse to start over.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checks = examine()
        is_well = all(check.is_well for check in checks)
        if options["json"]:
            found = {"is_well": is_well, "checks": [asdict(check) for check in checks]}
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write("\n".join(map(_line, checks)))
        if not is_well:
            sys.exit(1)


def _line(check: Check) -> str:
    return f"{'ok' if check.is_well else 'FINDING':8} {check.name}: {check.says}"
