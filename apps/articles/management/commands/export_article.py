"""`export_article`: a version of an article as a package, with its review history."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.accounts.domain.roles import Role, capabilities_of
from apps.articles.exporting import export_article
from apps.articles.models import ArticleVersion
from core.actors import Actor, ActorKind


class Command(BaseCommand):
    help = "Write an article's newest version, or one by its number, as a package."

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """`--version` is the article's here, in place of Django's own option."""
        return super().create_parser(*args, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--version", dest="number", type=int, metavar="N")
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with command_scope(options["tenant"]):
            rows = ArticleVersion.objects.select_related("article")
            rows = rows.filter(article__slug=options["slug"])
            if options["number"] is not None:
                rows = rows.filter(number=options["number"])
            version = rows.order_by("-number").first()
            if version is None:
                raise CommandError("There is no such article or version", returncode=2)
            document = export_article(version, actor=_AN_AUTHOR)
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        if options["output"] is None:
            sys.stdout.buffer.write(text.encode())
            return
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}", returncode=2) from error
        if options["json"]:
            written = {"file": str(options["output"]), "article": options["slug"]}
            self.stdout.write(json.dumps({**written, "version": version.number}))


# Whoever runs commands reads all of the history, as an author does.
_AN_AUTHOR: Final = Actor(
    kind=ActorKind.PERSON,
    name="export_article",
    capabilities=capabilities_of([Role.AUTHOR]),
)
