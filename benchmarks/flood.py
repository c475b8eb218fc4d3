"""Whether one organisation's flood holds up the others.

python benchmarks/flood.py [--port N] [--flood 5000], with platform/ and the root on PYTHONPATH: the
product; one organisation asks thousands of questions at once, then ten others ask five each.
"""

import argparse
import time
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

SMALL = 10
EACH = 5
RECOMMENDATIONS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8502)
    parser.add_argument("--flood", type=int, default=5_000)
    parser.add_argument("--drain", action="store_true", help="wait for the flood's end, too")
    options = parser.parse_args()
    with product(options.port):
        store = EnglishStore(concepts=RECOMMENDATIONS)
        package = store.package(RECOMMENDATIONS)
        tenants = {slug: found(slug) for slug in ("flood", *(f"small{n}" for n in range(SMALL)))}
        for tenant_id, _ in tenants.values():
            import_into(tenant_id, package)
        flood_id, _ = tenants.pop("flood")
        began = time.time()
        ask_directly(flood_id, [store.question() for _ in range(options.flood)])
        print(f"{options.flood} asked in {time.time() - began:.0f} s", flush=True)
        waits = ask_in_turn(store, tenants, options.port)
        left = len(still_waiting(flood_id))
        print(f"the small ones: {percentiles(waits)}, while {left} of the flood waited", flush=True)
        if not options.drain:
            return
        wait_until_drained(flood_id)
        took = time.time() - began
        print(f"the flood was drained in {took:.0f} s: {options.flood / took:.1f} a second")


def ask_in_turn(store: EnglishStore, tenants: dict[str, tuple[int, str]], port: int) -> list[float]:
    """Five questions of each, one after the other; seconds from each POST to its answer."""
    clients = {slug: Client(slug, key, port) for slug, (_, key) in tenants.items()}
    asked: dict[str, list[tuple[str, float]]] = {slug: [] for slug in tenants}
    for number in range(EACH):
        for slug, client in clients.items():
            at = time.time()
            status, body = client.post(store.question(), once=f"{slug}-{number}")
            if status != 202:
                raise RuntimeError(f"{status}: {body}")
            asked[slug].append((body["id"], at))
    waits = []
    for slug, (tenant_id, _) in tenants.items():
        wait_until_drained(tenant_id)
        stored = stored_at(tenant_id, [one for one, _ in asked[slug]])
        waits += [stored[one] - at for one, at in asked[slug]]
    return waits


def still_waiting(tenant_id: int) -> list[Any]:
    from apps.qa.models import Question
    from core.tenancy.scope import tenant_scope

    with tenant_scope(tenant_id):
        return list(Question.objects.filter(status="queued").values_list("pk"))


if __name__ == "__main__":
    main()
