"""`evaluate_gate`: how many seeded defects the gate finds, and how often it cries wolf."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.core.management import BaseCommand, CommandParser
from django.db import transaction

from apps.accounts.commands import add_tenant_argument, command_scope
from apps.accounts.models import User
from apps.articles.domain.evaluation import Document, Tally, as_package, with_defect
from apps.articles.domain.package import read_article
from apps.articles.services.import_article import write_article
from apps.articles.services.run_gate import judge_version
from apps.guidelines.models import RecommendationVersion, Work
from core.tenancy.scope import current_tenant_id

FOLDER: Final = Path(__file__).resolve().parents[2] / "evaluation"
# In the order in which they were written; the later ones were unseen when the rules were.
PARTS: Final = ("first", "second", "third")


class Command(BaseCommand):
    help = "Judge the evaluation's articles over a tenant's store; nothing of it is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--part", choices=[*PARTS, "all"], default="all")
        parser.add_argument("--show", action="store_true", help="each miss and false alarm")
        add_tenant_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        parts = PARTS if options["part"] == "all" else [options["part"]]
        tally = Tally()
        notes: list[str] = []
        with command_scope(options["tenant"]):
            for part in parts:
                path = FOLDER / f"{part}.json"
                _evaluate(json.loads(path.read_text(encoding="utf-8")), tally, notes)
        shown = _show(tally)
        if options["json"]:
            self.stdout.write(json.dumps(shown))
            return
        for note in notes if options["show"] else []:
            self.stdout.write(note)
        self.stdout.write(
            f"recall {tally.recall:.1%} of {tally.planted.total()}, precision "
            f"{tally.precision:.1%} of {(tally.true + tally.false).total()} findings"
        )
        for row in shown["rules"]:
            self.stdout.write(
                "{rule:28} {found}/{planted} found, {true} true, {false} false".format(**row)
            )


def _evaluate(document: Document, tally: Tally, notes: list[str]) -> None:
    articles = {article["slug"]: article for article in document["articles"]}
    for slug, article in articles.items():
        found = _judge(article, {})
        tally.add_good(found)
        notes += [f"false alarm in {slug}: {rule} at {place}" for rule, place in found]
    for defect in document["defects"]:
        found = _judge(with_defect(articles[defect["article"]], defect), defect.get("store", {}))
        shows = {defect["at"], *defect.get("also_at", ())}
        tally.add_defect(defect["rule"], shows, defect["at"], found)
        name = f"{defect['article']} ({defect['why']})"
        if (defect["rule"], defect["at"]) not in found:
            notes.append(f"missed in {name}: {defect['rule']} at {defect['at']}, found {found}")
        lone = [(rule, place) for rule, place in found if place not in shows]
        notes += [f"false alarm in {name}: {rule} at {place}" for rule, place in lone]


def _judge(article: Document, store: Document) -> list[tuple[str, str]]:
    """The findings over a draft that is written, judged and taken back."""
    with transaction.atomic():
        version = write_article(package=read_article(as_package(article)), author=_author())
        _change(store)
        findings = judge_version(version)
        transaction.set_rollback(True)
    return [(item.rule, item.place) for item in findings]


def _author() -> User:
    return User.objects.filter(memberships__tenant_id=current_tenant_id()).order_by("pk")[0]


def _change(store: Document) -> None:
    """What became of a record's status or of its work since it was cited."""
    if not store:
        return
    guideline, key = store["record"].split("/")
    record = RecommendationVersion.objects.get(
        recommendation__guideline__key=guideline, recommendation__key=key, status="active"
    )
    if "status" in store:
        RecommendationVersion.objects.filter(pk=record.pk).update(
            status=store["status"], status_reason=store.get("reason", "")
        )
    else:
        work = Work.objects.filter(guideline_versions=record.guideline_version_id)
        work.update(integrity=store["integrity"])


def _show(tally: Tally) -> dict[str, Any]:
    rules = sorted({*tally.planted, *tally.true, *tally.false})
    return {
        "recall": round(tally.recall, 4),
        "precision": round(tally.precision, 4),
        "planted": tally.planted.total(),
        "rules": [
            {
                "rule": rule,
                "planted": tally.planted[rule],
                "found": tally.found[rule],
                "true": tally.true[rule],
                "false": tally.false[rule],
            }
            for rule in rules
        ],
    }
