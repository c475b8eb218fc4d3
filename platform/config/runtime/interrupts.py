"""Ctrl-C and termination signals, noticed where we wait and nowhere else."""

import signal
import time
from types import FrameType

from config.runtime.errors import StopRequested

_SLICE_SECONDS = 0.1


class Interrupts:
    """Remembers that a stop was asked for; the first request is enough."""

    def __init__(self) -> None:
        self.stop_requested = False
        for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sent, self._remember)

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requested = True

    def pause(self, seconds: float) -> None:
        """Sleep, or raise StopRequested as soon as a stop is asked for."""
        end = time.monotonic() + seconds
        while not self.stop_requested:
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _SLICE_SECONDS))
        raise StopRequested
