"""`verify_history`: was a copied history of an article tampered with? Needs no database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandParser

from apps.articles.domain.history import Fault, Finding, verify


class Command(BaseCommand):
    help = "Check an exported history offline; exit status 1 names what was tampered with."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--head", default="", help="the last hash, as the article's page shows")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = _findings(options["file"], options["head"])
        if options["json"]:
            found = [asdict(finding) for finding in findings]
            self.stdout.write(json.dumps({"verified": not findings, "findings": found}))
        else:
            said = [f"{finding.fault}: {finding.message}." for finding in findings]
            self.stdout.write("\n".join(said) or "Nothing was changed, removed, added or moved.")
        if findings:
            sys.exit(1)


def _findings(path: Path, head: str) -> list[Finding]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        return [Finding(Fault.MALFORMED, 0, f"{path.name} cannot be read: {error}")]
    if not isinstance(document, dict):
        return [Finding(Fault.MALFORMED, 0, "This is not the history of an article")]
    return verify(document, head=head)
