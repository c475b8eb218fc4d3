"""From POST to stored answer, and how many answers one worker process drains a second.

python benchmarks/answering.py [--port N], with platform/ and the root on PYTHONPATH: the product on
an empty data folder, one organisation with 10,000 recommendations and their vectors, no language
model.
"""

import argparse
import json
import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from english_store import EnglishStore
from running_product import (
    Client,
    ask_directly,
    found,
    import_into,
    percentiles,
    product,
    stored_at,
    wait_until_drained,
)
from server_cost import cpu_seconds

CLIENTS = 8
WARM_UP = 60


def fill(tenant_id: int, store: EnglishStore, size: int) -> None:
    """As an import does it; waits until the worker has made every vector."""
    from apps.guidelines.vectors import freshness
    from core.tenancy.scope import tenant_scope

    import_into(tenant_id, store.package(size))
    began = time.monotonic()
    while True:
        time.sleep(2)
        with tenant_scope(tenant_id):
            now = freshness()
        if now.is_complete and now.fresh_at:
            break
    print(f"{now.of} recommendations; their vectors took {time.monotonic() - began:.0f} s")


def ask_steadily(
    store: EnglishStore, tenant_id: int, key: str, *, port: int, number: int, rate: float
) -> list[float]:
    """Post at a fixed rate, whatever the answers do; seconds from each POST to its answer."""
    local = threading.local()
    texts = [store.question() for _ in range(number)]
    began = time.time() + 0.5
    posted: dict[str, float] = {}

    def ask(place: int) -> None:
        if not hasattr(local, "client"):
            local.client = Client("measured", key, port)
        at = began + place / rate
        time.sleep(max(0.0, at - time.time()))
        status, body = local.client.post(texts[place], once=f"{began}-{place}")
        if status != 202:
            raise RuntimeError(f"{status}: {body}")
        posted[body["id"]] = at

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(ask, range(number)))
    wait_until_drained(tenant_id)
    stored = stored_at(tenant_id, [*posted])
    return [stored[one] - at for one, at in posted.items()]


def drain(store: EnglishStore, tenant_id: int, number: int) -> float:
    """Answers a second while the worker has a row of questions before it."""
    from apps.qa.models import Question
    from core.tenancy.scope import tenant_scope

    rows = ask_directly(tenant_id, [store.question() for _ in range(number)])
    began = time.monotonic()
    wait_until_drained(tenant_id)
    print(f"  (all drained {time.monotonic() - began:.1f} s after the last was asked)")
    with tenant_scope(tenant_id):
        kept = Question.objects.filter(pk__in=rows, status="done")
        times = sorted(kept.values_list("answered_at", flat=True))
    # The first tenth were answered while the others were still being asked.
    busy = times[number // 10 :]
    return (len(busy) - 1) / (busy[-1] - busy[0]).total_seconds()


def processor(folder: Path, name: str) -> float:
    """Seconds that a process of the product and all below it have had of the processor."""
    noted = json.loads((folder / "children.json").read_text())
    return cpu_seconds(next(one["pid"] for one in noted if one["name"] == name))


def tell_cost(before: dict[str, float], folder: Path, answers: int) -> None:
    """What other load of the machine does not change much."""
    spent = {
        name: (processor(folder, name) - seconds) * 1000 / answers
        for name, seconds in before.items()
    }
    told = ", ".join(f"{name} {one:.0f}" for name, one in spent.items())
    print(f"processor-ms an answer: {told}, in all {sum(spent.values()):.0f}")


def outcomes(tenant_id: int) -> dict[str, int]:
    from django.db.models import Count

    from apps.qa.models import Answer
    from core.tenancy.scope import tenant_scope

    with tenant_scope(tenant_id):
        rows: Any = Answer.objects.values_list("outcome").annotate(Count("pk"))
        return dict(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--recommendations", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=300, help="in each round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with product(options.port) as folder:
        store = EnglishStore()
        tenant_id, key = found("measured")
        fill(tenant_id, store, options.recommendations)
        facts: dict[str, Any] = {"port": options.port, "rate": 10.0}
        ask_steadily(store, tenant_id, key, number=WARM_UP, **facts)
        for _ in range(options.rounds):
            times = ask_steadily(store, tenant_id, key, number=options.questions, **facts)
            print(f"10 a second: {percentiles(times)}   {load()}", flush=True)
        before = {name: processor(folder, name) for name in ("worker", "postgres", "valkey")}
        rates = [drain(store, tenant_id, options.questions) for _ in range(options.rounds)]
        tell_cost(before, folder, options.questions * options.rounds)
        print(f"drained: best {max(rates):.1f}, median {statistics.median(rates):.1f} a second")
        print(f"outcomes: {outcomes(tenant_id)}; {load()}")
        told = Path(folder / "logs" / "worker.log").read_text()
        print(f"errors in the worker's log: {told.count('ERROR')}")


def load() -> str:
    return "load " + " ".join(f"{one:.1f}" for one in os.getloadavg())


if __name__ == "__main__":
    main()
