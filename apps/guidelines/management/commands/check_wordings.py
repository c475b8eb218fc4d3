"""`check_wordings`: does every reading level say what its record says?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.guidelines.wordings import WordingReport, check_wordings


class Command(BaseCommand):
    help = "List wordings that differ in meaning from their record; exit status 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with command_scope(options["tenant"]):
            report = check_wordings()
        self.stdout.write(json.dumps(asdict(report)) if options["json"] else _describe(report))
        if report.found:
            sys.exit(1)


def _describe(report: WordingReport) -> str:
    lines = [
        f"{item.guideline}, {item.key}, {item.level}: "
        + "; ".join(f"{finding.kind} {finding.what}" for finding in item.findings)
        for item in report.found
    ]
    total = f"{len(report.found)} of {report.checked} wordings of {report.recommendations} records"
    return "\n".join([*lines, f"{total} are to be looked at."])
