"""`import_guidelines`: guidelines of any format that we read, into a tenant's store."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.guidelines.domain.ratings import SYSTEM_NAMES
from apps.guidelines.formats.reading import Issue, Severity, SourceFile, has_errors
from apps.guidelines.intake.child import FORMATS
from apps.guidelines.intake.limits import COMMAND
from apps.guidelines.intake.packaged import find_package
from apps.guidelines.intake.supervisor import Intake, read_files
from apps.guidelines.services.import_package import (
    ImportPlan,
    ImportRefused,
    import_package,
    plan_import,
)
from apps.guidelines.services.refresh_statistics import refresh_statistics
from core.actors import system
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Import guidelines: our own package, CSV, XLSX, FHIR, USPSTF, CPIC or CDS Connect. "
        "All paths together are one import: all of it is stored, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files"
        )
        parser.add_argument(
            "--format", choices=FORMATS, default="auto", help="auto looks inside each file"
        )
        parser.add_argument(
            "--rating-system",
            choices=sorted(SYSTEM_NAMES),
            metavar="ID",
            help="what labels mean whose system a table does not name",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        files = _files(options["paths"])
        with read_files(
            files,
            format=options["format"],
            rating_system=options["rating_system"],
            limits=COMMAND,
            progress=self._progress,
        ) as intake:
            plan = self._take(intake, options["tenant"], is_dry=options["dry_run"])
        result = {
            "guidelines": plan.guidelines,
            "recommendations": plan.counts(),
            "withdrawn": len(plan.withdrawals),
            "issues": [asdict(issue) for issue in plan.issues],
        }
        self.stdout.write(json.dumps(result) if options["json"] else _describe(result))
        if has_errors(plan.issues):
            sys.exit(1)

    def _progress(self, done: int, of: int) -> None:
        self.stderr.write(f"read {done} of {of} files")

    def _take(self, intake: Intake, tenant: str, *, is_dry: bool) -> ImportPlan:
        package = find_package(intake)
        if package is None:
            return ImportPlan(issues=intake.issues)
        try:
            with command_scope(tenant):
                plan = (
                    plan_import(package=package)
                    if is_dry
                    else import_package(
                        package=package,
                        actor=system("import_guidelines"),
                        progress=lambda count: self.stderr.write(f"stored {count}"),
                    )
                )
        except ImportRefused as error:
            plan = ImportPlan(issues=error.issues)
        except DomainError as error:
            plan = ImportPlan(issues=[Issue(Severity.ERROR, error.code, "", error.detail)])
        if plan.is_change and not is_dry:
            with command_scope(tenant):
                refresh_statistics()
        plan.issues = [*intake.issues, *plan.issues]
        return plan


def _files(paths: list[Path]) -> list[SourceFile]:
    """The files themselves, and those of folders, in the order of their names."""
    files = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inside:
            try:
                files.append(SourceFile(str(file), file.read_bytes()))
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
    return files


def _describe(result: dict[str, Any]) -> str:
    counts = ", ".join(f"{n} {change}" for change, n in result["recommendations"].items())
    gone = f"; {result['withdrawn']} withdrawn" if result["withdrawn"] else ""
    lines = [f"{result['guidelines']} guidelines; recommendations: {counts}{gone}"]
    lines += [
        f"{issue['severity']} {issue['where']}: {issue['message']}" for issue in result["issues"]
    ]
    return "\n".join(lines)
