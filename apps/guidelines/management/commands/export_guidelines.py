"""`export_guidelines`: a tenant's store as a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.guidelines.formats.csv_writing import write_csv
from apps.guidelines.formats.fhir_writing import write_fhir
from apps.guidelines.formats.xlsx_writing import CellRefused, write_xlsx
from apps.guidelines.services.export_package import canonical, export_package

_WRITERS: Final[dict[str, Callable[[dict[str, Any]], bytes]]] = {
    "package": canonical,
    "csv": write_csv,
    "xlsx": write_xlsx,
    "fhir": lambda package: canonical(write_fhir(package)),
}


class Command(BaseCommand):
    help = "Write the tenant's guidelines as a package (lossless), CSV, XLSX or an R5 bundle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=list(_WRITERS), required=True)
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with command_scope(options["tenant"]):
            package = export_package()
        try:
            content = _WRITERS[options["format"]](package)
        except CellRefused as error:
            raise CommandError(str(error), returncode=1) from error
        if options["output"] is None:
            sys.stdout.buffer.write(content)
            return
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}", returncode=2) from error
        if options["json"]:
            written = {"file": str(options["output"]), "guidelines": len(package["guidelines"])}
            self.stdout.write(json.dumps(written))
