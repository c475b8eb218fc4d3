"""Ends children in order: ask, wait, and end what will not listen."""

import time
from collections.abc import Iterable, Sequence

from config.runtime.children import Child

# What a Ctrl-C may take, shared out over the stages of a stop.
_STAGE_SECONDS = {"web": 3.0, "worker": 4.0, "postgres": 8.0}
_OTHERWISE_SECONDS = 3.0


def stop_in_order(stages: Sequence[Iterable[Child]]) -> None:
    """Stop one stage after the other; the children of a stage stop together."""
    for stage in stages:
        children = [child for child in stage if child.process is not None]
        for child in children:
            child.signal_to_stop()
        for child in children:
            _wait(child, _STAGE_SECONDS.get(child.name, _OTHERWISE_SECONDS))
        for child in children:
            child.kill_group()


def _wait(child: Child, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while child.is_running and time.monotonic() < deadline:
        time.sleep(0.02)
