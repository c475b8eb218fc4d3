"""`evaluate_answers`: a file of questions with what is expected, against a tenant's store."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, get_tenant
from apps.qa.domain.scoring import report
from apps.qa.services.evaluate import can_be_met, evaluate, read_cases
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Ask every question of a JSONL file, compare the answers with what is expected, and keep "
        "nothing. Exit 1 where the goals are missed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="{question, level?, article?, expect: {outcome, cites? …}} …"
        )
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = get_tenant(options["tenant"])
        try:
            lines = options["file"].read_text(encoding="utf-8").splitlines()
            cases = read_cases(lines, tenant=tenant.slug)
            results = [evaluate(case, tenant=tenant) for case in cases if can_be_met(case)]
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The file cannot be read: {error}", returncode=2) from error
        except DomainError as error:
            raise CommandError(error.detail, returncode=2) from error
        result = report(results) | {"skipped": len(cases) - len(results)}
        self.stdout.write(json.dumps(result) if options["json"] else _describe(result))
        if not result["meets_goals"]:
            sys.exit(1)


def _describe(result: dict[str, Any]) -> str:
    citations, emergencies = result["citations"], result["emergencies"]
    lines = [
        f"{result['cases']} cases, outcome right {result['outcome_right']:.1%}, "
        f"all right {result['all_right']:.1%}, {result['skipped']} skipped",
        f"citations: precision {citations['precision']:.1%}, recall {citations['recall']:.1%}",
        f"emergencies: recall {emergencies['recall']:.1%}, "
        f"false alarms {emergencies['false_alarms']}",
    ]
    for failure in result["failures"]:
        lines.append(f"- {failure['question']} ({failure['kind']})")
        lines.append(f"  expected {failure['expected']}, given {failure['given']}")
        lines += [
            f"  {name.replace('_', ' ')}: {', '.join(failure[name])}"
            for name in ("missing", "wrongly_cited")
            if failure[name]
        ]
    return "\n".join(lines)
