"""How long the editor takes: its page and one save, as a browser asks for them.

python benchmarks/editor.py [REQUESTS], with platform/ and the root on PYTHONPATH: an article of 100
statements, in an organisation with 200 open reviews, asked for in this process: p50 and p95 of the
view with all its middleware, and its queries.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from trial_database import database

STATEMENTS = 100
REVIEWS = 200
REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 40


def article(slug: str, statements: int) -> dict[str, Any]:
    """Sections of ten cited statements."""
    from tests import documents

    sections = [
        {
            "key": f"section-{number}",
            "heading": documents.worded(f"Section {number}"),
            "statements": [
                {
                    "key": f"s-{number}-{place}",
                    "wording": documents.worded(
                        f"Offer a bisphosphonate first to adults with osteoporosis, part {place}"
                    ),
                    "cites": ["acp-bone/first", "acp-bone/second"],
                }
                for place in range(min(10, statements - number * 10))
            ],
            "differences": [],
        }
        for number in range(-(-statements // 10))
    ]
    basis = ["s-0-0"]
    algorithm = [
        {
            "title": documents.worded("Treat the bone"),
            "detail": documents.worded("With a bisphosphonate"),
            "basis": basis,
            "branches": [],
        }
    ]
    return documents.article(
        slug=slug, question=f"How is {slug} treated?", sections=sections, algorithm=algorithm
    )


def measure(name: str, ask: Callable[[int], Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(3):
        ask(number)
    seconds = []
    for number in range(3, REQUESTS + 3):
        began = time.perf_counter()
        response = ask(number)
        seconds.append(time.perf_counter() - began)
        if response.status_code != 200:
            sys.exit(f"{name}: {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        ask(REQUESTS + 3)
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    print(
        f"{name}: p50 {statistics.median(seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, "
        f"{len(queries)} queries"
    )


def main() -> None:
    from core.tenancy.scope import tenant_scope
    from tests import make
    from tests.articles.pen import Pen
    from tests.cast import browser, make_cast

    cast = make_cast()
    make.store(cast.northgate)
    for number in range(REVIEWS):
        waiting = make.draft(cast, article(f"waiting-{number}", 1))
        with tenant_scope(cast.northgate.pk):
            make.move.submit(version=waiting, actor=cast.ada_acting)
    version = make.draft(cast, article("long", STATEMENTS))
    ada = Pen(cast, browser(cast.northgate, cast.ada), version)
    first = ada.statement("s-0-0")

    form: dict[str, Any] = {}

    def save(number: int) -> Any:
        form["text"] = f"Offer a bisphosphonate to adults, wording {number}."
        response = ada.client.post(f"{ada.address}save/", form, headers={"x-fragment": "1"})
        found = re.search(rb'data-base="(\w{64})"', response.content)
        if found:
            form["base"] = found[1].decode()
        return response

    measure("editor page", lambda number: ada.get())
    form.update(ada.form(first))
    measure("one save", save)


with database():
    main()
