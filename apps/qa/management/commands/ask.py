"""`ask`: one question, answered in this process by the same service as the worker's."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.commands import add_tenant_argument, get_tenant
from apps.accounts.models import Tenant
from apps.articles.selectors import get_shown_version
from apps.qa.models import Question
from apps.qa.services.answer import answer_question
from apps.qa.services.ask import ask
from apps.qa.wire import show_question
from core.actors import anonymous
from core.errors import DomainError
from core.levels import DEFAULT_LEVEL, Level
from core.queue.models import WorkStatus
from core.queue.work import LEASE
from core.tenancy.scope import tenant_scope

_MOVING = frozenset({WorkStatus.QUEUED, WorkStatus.WORKING})


class Command(BaseCommand):
    help = "Ask one question and print its answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text")
        parser.add_argument("--level", choices=list(Level), default=DEFAULT_LEVEL)
        parser.add_argument("--article", metavar="SLUG")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = get_tenant(options["tenant"])
        try:
            with tenant_scope(tenant.pk):
                article = get_shown_version(options["article"]) if options["article"] else None
                question = ask(
                    text=options["text"],
                    level=Level(options["level"]),
                    article=article,
                    actor=anonymous("command line"),
                )
        except DomainError as error:
            raise CommandError(error.detail, returncode=2) from error
        shown = _answer(tenant, question.pk)
        self.stdout.write(json.dumps(shown, default=str) if options["json"] else _describe(shown))


def _answer(tenant: Tenant, question_id: int) -> dict[str, Any]:
    """Answer here, or wait for the worker that heard the bell first, at most for one lease."""
    deadline = time.monotonic() + LEASE.total_seconds()
    while True:
        answer_question(tenant_id=tenant.pk, question_id=question_id)
        with tenant_scope(tenant.pk):
            found = Question.objects.select_related("article_version__article").get(pk=question_id)
            if found.status not in _MOVING or time.monotonic() > deadline:
                return show_question(found, tenant=tenant, host=tenant.slug)
        time.sleep(0.1)


def _describe(shown: dict[str, Any]) -> str:
    answer = shown["answer"]
    if answer is None:
        return f"{shown['status']}: {shown['text']}"
    sentences = [
        *answer["summary"],
        *(s for part in answer["sections"] for s in part["statements"]),
    ]
    lines = [shown["outcome"], *(f"- {s['text']} {s['citations']}" for s in sentences)]
    if answer["not_covered"]:
        lines.append(answer["not_covered"]["missing"])
    lines += [f"[{ref['number']}] {ref['title']} ({ref['year']})" for ref in shown["references"]]
    return "\n".join(lines)
