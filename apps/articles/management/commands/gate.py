"""`gate`: what the gate finds in a version of an article now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.articles.domain.gate.judge import passes
from apps.articles.models import ArticleVersion
from apps.articles.services.run_gate import judge_version


class Command(BaseCommand):
    help = "Run the gate over an article's newest version, or one by its number."

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """`--version` is the article's here, in place of Django's own option."""
        return super().create_parser(*args, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--version", dest="number", type=int, metavar="N")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with command_scope(options["tenant"]):
            rows = ArticleVersion.objects.filter(article__slug=options["slug"])
            if options["number"] is not None:
                rows = rows.filter(number=options["number"])
            version = rows.order_by("-number").first()
            if version is None:
                raise CommandError("There is no such article or version", returncode=2)
            findings = judge_version(version)
        if options["json"]:
            shown = [
                {
                    "rule": item.rule,
                    "severity": item.severity,
                    "statement": item.place,
                    "message": item.message,
                }
                for item in findings
            ]
            self.stdout.write(json.dumps({"passes": passes(findings), "findings": shown}))
            return
        self.stdout.write("passes" if passes(findings) else "does not pass")
        for item in findings:
            self.stdout.write(f"{item.severity:6} {item.rule} at {item.place or 'the article'}")
            self.stdout.write(f"       {item.message}")
