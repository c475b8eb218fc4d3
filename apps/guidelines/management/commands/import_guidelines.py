"""`import_guidelines`: guideline packages into a tenant's store."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.guidelines.domain.package import read_package
from apps.guidelines.services.import_package import ImportPlan, import_package
from apps.guidelines.services.refresh_statistics import refresh_statistics
from core.actors import system
from core.documents import DocumentFault
from core.errors import DomainError


class Command(BaseCommand):
    help = "Import guideline packages (consilium-guideline-package/1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        counts = ImportPlan()
        issues: list[dict[str, str]] = []
        with command_scope(options["tenant"]):
            for path in options["paths"]:
                issues += _import(path, counts)
        if counts.is_change:
            refresh_statistics()
        result = {
            "guidelines": counts.guidelines,
            "recommendations": counts.counts(),
            "issues": issues,
        }
        self.stdout.write(json.dumps(result) if options["json"] else _describe(result))
        if issues:
            sys.exit(1)


def _import(path: Path, counts: ImportPlan) -> list[dict[str, str]]:
    """Import one file whole or not at all; its issues."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    except ValueError:
        return [_issue("not_json", str(path), "This is not JSON in UTF-8")]
    try:
        done = import_package(package=read_package(document), actor=system("import_guidelines"))
    except DocumentFault as error:
        return [_issue("malformed", f"{path}#{error.pointer}", error.message)]
    except DomainError as error:
        return [_issue(error.code, str(path), error.detail)]
    counts.guidelines += done.guidelines
    counts.rows.update(done.rows)
    return []


def _issue(code: str, where: str, message: str) -> dict[str, str]:
    return {"severity": "error", "code": code, "where": where, "message": message}


def _describe(result: dict[str, Any]) -> str:
    recommendations = result["recommendations"]
    lines = [
        f"{result['guidelines']} guidelines, {recommendations['new']} new recommendations, "
        f"{recommendations['unchanged']} unchanged"
    ]
    lines += [f"{issue['where']}: {issue['message']}" for issue in result["issues"]]
    return "\n".join(lines)
