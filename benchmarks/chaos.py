"""500 questions under 32 faults of eight kinds: none lost, none doubled, none left over.

python benchmarks/chaos.py [--port N] [--seeds 1 2 3 4], with platform/ and the root on PYTHONPATH:
the product as `./run up` starts it, each time on an empty data folder. The client asks until it is
told that its question is kept, with the same Idempotency-Key. Ends with 1 where a promise is
broken.
"""

import argparse
import os
import random
import sys
import threading
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from english_store import EnglishStore
from faults import Faults, schedule
from running_product import Client, found, import_into, product, wait_until_drained

QUESTIONS: Final = 500
CLIENTS: Final = 4
RECOMMENDATIONS: Final = 300
DRAINED_SECONDS: Final = 60
MOST_ATTEMPTS: Final = 5
_ACCEPTED: Final = 202


@dataclass
class Asked:
    """Ids by the key they were asked with, and what else the client was told."""

    ids: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0


def ask_until_kept(client: Client, text: str, key: str, asked: Asked) -> None:
    while True:
        began = time.monotonic()
        status, body = client.post(text, once=key)
        asked.answers[status] += 1
        asked.slowest = max(asked.slowest, time.monotonic() - began)
        if status == _ACCEPTED:
            asked.ids[key] = body["id"]
            return
        time.sleep(0.5)


def ask_all(store: EnglishStore, key: str, port: int, *, seconds: float, asked: Asked) -> None:
    """Evenly over the time, by clients that each keep a connection."""
    local = threading.local()
    began = time.monotonic()

    def ask(number: int) -> None:
        if not hasattr(local, "client"):
            local.client = Client("chaos", key, port)
        time.sleep(max(0.0, began + number * seconds / QUESTIONS - time.monotonic()))
        ask_until_kept(local.client, f"{store.question()} ({number})", f"key-{number}", asked)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(ask, range(QUESTIONS)))


def run(seed: int, port: int) -> bool:
    """One run; prints its line, and whether every promise was kept."""
    chance = random.Random(seed)  # noqa: S311
    with product(port) as folder:
        store = EnglishStore(concepts=RECOMMENDATIONS, seed=seed)
        tenant_id, key = found("chaos")
        import_into(tenant_id, store.package(RECOMMENDATIONS))
        plan = schedule(chance)
        asked = Asked()
        facts: dict[str, Any] = {"seconds": plan[-1][0], "asked": asked}
        asking = threading.Thread(
            target=ask_all, args=(store, key, port), kwargs=facts, daemon=True
        )
        asking.start()
        faults = Faults(folder, chance)
        faults.run(plan)
        last = time.monotonic()
        asking.join()
        wait_until_drained(tenant_id, seconds=2 * DRAINED_SECONDS)
        drained = time.monotonic() - last
        return _judge(seed, tenant_id, asked, faults.done, drained)


def _judge(seed: int, tenant_id: int, asked: Asked, faults: "Counter[str]", drained: float) -> bool:
    from apps.qa.models import Answer, Question
    from core.models import AuditEntry
    from core.tenancy.scope import tenant_scope

    with tenant_scope(tenant_id):
        rows = list(Question.objects.values_list("public_id", "status", "attempts"))
        answered = set(Answer.objects.values_list("question__public_id", flat=True))
        told = AuditEntry.objects.filter(action="qa.question.answered")
        entries = Counter(told.values_list("subject_id", flat=True))
    status = {str(public_id): state for public_id, state, _ in rows}
    lost = [one for one in asked.ids.values() if status.get(one) != "done"]
    lost += [one for one in asked.ids.values() if one not in {str(pk) for pk in answered}]
    doubled = len(rows) - len(asked.ids) + sum(number > 1 for number in entries.values())
    again = [attempts for _, _, attempts in rows if attempts > 1]
    most = max(attempts for _, _, attempts in rows)
    print(
        f"seed {seed}: {len(asked.ids)} accepted, {sum(faults.values())} faults {dict(faults)}, "
        f"lost {len(lost)}, doubled {doubled}, drained {drained:.0f} s after the last fault, "
        f"attempts at most {most}, claimed again {len(again)}, "
        f"the client was told {dict(asked.answers)}, waited {asked.slowest:.1f} s at most; "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return not lost and not doubled and drained <= DRAINED_SECONDS and most <= MOST_ATTEMPTS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8503)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    options = parser.parse_args()
    # A process sets Django up once, and each product is another.
    kept = True
    for seed in options.seeds:
        child = os.fork()
        if child == 0:
            try:
                os._exit(0 if run(seed, options.port) else 1)
            except BaseException:  # noqa: BLE001 - a fork must never go on as its parent
                traceback.print_exc()
                sys.stdout.flush()
                os._exit(1)
        kept = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 and kept
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
