"""Eight kinds of faults for a running product, and when which of them comes."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import redis

KINDS: Final = (
    "kill pool child",
    "kill worker",
    "flush broker",
    "kill broker",
    "hang broker",
    "stop database",
    "terminate worker",
    "kill sweeper",
)
ROUNDS: Final = 4
_PAUSE: Final = (3.0, 5.0)
_START_SECONDS: Final = 8.0
# So that the worker is there for some of the time.
_MOST_IN_A_MINUTE: Final = 4
_OF_THE_WORKER: Final = frozenset({"kill worker", "terminate worker"})


def schedule(chance: random.Random) -> list[tuple[float, str]]:
    """(seconds from the beginning, kind): every kind in every round, in an order of its own."""
    while True:
        plan: list[tuple[float, str]] = []
        at = 0.0
        for _ in range(ROUNDS):
            for kind in chance.sample(KINDS, len(KINDS)):
                at += chance.uniform(*_PAUSE)
                plan.append((at, kind))
        deaths = [when for when, kind in plan if kind in _OF_THE_WORKER]
        if all(
            sum(0 <= other - when < 60 for other in deaths) <= _MOST_IN_A_MINUTE for when in deaths
        ):
            return plan


class Faults:
    """Does them to the processes that the product noted as its own."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self._folder = folder
        self._chance = chance
        self._deeds: dict[str, Callable[[], None]] = {
            "kill pool child": self._kill_pool_child,
            "kill worker": lambda: self._signal("worker", signal.SIGKILL),
            "flush broker": self._flush_broker,
            "kill broker": lambda: self._signal("valkey", signal.SIGKILL),
            "hang broker": self._hang_broker,
            # PostgreSQL's immediate stop: no farewell, and recovery from its log.
            "stop database": lambda: self._signal("postgres", signal.SIGQUIT),
            "terminate worker": lambda: self._signal("worker", signal.SIGTERM),
            "kill sweeper": lambda: self._signal("sweeper", signal.SIGKILL),
        }

    def run(self, plan: list[tuple[float, str]]) -> None:
        began = time.monotonic()
        for at, kind in plan:
            time.sleep(max(0.0, began + at - time.monotonic()))
            if not (self._folder / "children.json").exists():
                raise RuntimeError("The product gave up")
            try:
                self._deeds[kind]()
            except (OSError, IndexError, redis.RedisError) as error:
                # It is down from the fault before; the next round has it again.
                print(f"  {kind}: not done ({error})", flush=True)
            else:
                self.done[kind] += 1

    def _pid(self, name: str) -> int:
        noted = json.loads((self._folder / "children.json").read_text())
        return int([one["pid"] for one in noted if one["name"] == name][-1])

    def _signal(self, name: str, sent: signal.Signals) -> None:
        os.kill(self._pid(name), sent)

    def _kill_pool_child(self) -> None:
        """Waits a moment for a worker that is just starting again."""
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                pid = self._pid("worker")
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                os.kill(int(self._chance.choice(children)), signal.SIGKILL)
            except (OSError, IndexError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
            else:
                return

    def _flush_broker(self) -> None:
        with redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2) as valkey:
            valkey.flushall()

    def _hang_broker(self) -> None:
        pid = self._pid("valkey")
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(self._chance.uniform(3, 7))
        finally:
            os.kill(pid, signal.SIGCONT)
