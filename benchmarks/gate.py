"""How long the gate takes over an article of 100 statements, as on every save.

python benchmarks/gate.py, with platform/ and the root on PYTHONPATH: the demonstration's longest
article is repeated until it has 100 statements. Medians of five, with the findings stored.
"""

import copy
import json
import statistics
import time
from pathlib import Path
from typing import Any

from trial_database import database

STATEMENTS = 100
RUNS = 5
DEMO = Path(__file__).resolve().parents[1] / "apps" / "articles" / "demo"


def long_article() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        (DEMO / "chronic-wedge-fracture.json").read_text(encoding="utf-8")
    )
    sections, count = [], 0
    while count < STATEMENTS:
        for section in copy.deepcopy(document["sections"]):
            number = len(sections)
            section["key"] += f"-{number}"
            for row in (*section["statements"], *_children(section)):
                row["key"] = (
                    row["key"] if number < len(document["sections"]) else f"{row['key']}-{number}"
                )
                count += 1
            sections.append(section)
    return {**document, "slug": "long", "sections": sections}


def _children(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [child for row in section["statements"] for child in row.get("children", [])]


def main() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Tenant, User
    from apps.articles.domain.package import read_article
    from apps.articles.services.import_article import write_article
    from apps.articles.services.run_gate import run_gate
    from config.demo import load_demo
    from core.tenancy.scope import tenant_scope

    load_demo()
    with tenant_scope(Tenant.objects.get(slug="northgate").pk):
        author = User.objects.get(email="ada@northgate.example")
        version = write_article(package=read_article(long_article()), author=author)
        seconds, busy = [], []
        for _ in range(RUNS):
            with CaptureQueriesContext(connection) as queries:
                began, began_busy = time.perf_counter(), time.process_time()
                findings = run_gate(version)
                seconds.append(time.perf_counter() - began)
                busy.append(time.process_time() - began_busy)
        print(
            f"{version.statements.count()} statements: {statistics.median(seconds):.2f} s "
            f"({statistics.median(busy):.2f} s of a processor), "
            f"{len(queries)} queries, {len(findings)} findings"
        )


with database():
    main()
