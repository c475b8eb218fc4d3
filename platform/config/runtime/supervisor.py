"""Keeps children running: restarts what dies, gives up on what keeps dying, shows warnings."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from config.runtime.children import Child
from config.runtime.errors import StartError
from config.runtime.folders import DataFolder
from config.runtime.leftovers import note_children
from config.runtime.logwatch import LogWatch, put_aside
from config.runtime.progress import tell

_DEATHS: Final = 5
_WITHIN_SECONDS: Final = 60.0
# Who cannot run dies as it starts; who dies later was killed, and starting again helps.
_START_SECONDS: Final = 10.0
_LONGEST_BACKOFF_SECONDS: Final = 8.0


class Supervised:
    """A child with the history of its deaths."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.log = LogWatch(child.name, child.log)
        self.restart_at: float | None = None
        self._began = time.monotonic()
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._failed_starts: deque[float] = deque(maxlen=_DEATHS)

    def note_start(self, now: float) -> None:
        self.restart_at = None
        self._began = now

    def note_death(self, now: float) -> float:
        """Return the seconds until the next start; raise StartError when there is to be none."""
        self._deaths.append(now)
        if now - self._began < _START_SECONDS:
            self._failed_starts.append(now)
        failed = self._failed_starts
        if len(failed) == _DEATHS and now - failed[0] < _WITHIN_SECONDS:
            raise StartError(
                f"{self.child.name} died {_DEATHS} times in a minute as it started.", self.child.log
            )
        recent = sum(1 for death in self._deaths if now - death < _WITHIN_SECONDS)
        wait = min(0.25 * float(2**recent), _LONGEST_BACKOFF_SECONDS)
        self.restart_at = now + wait
        return wait


class Supervisor:
    """Runs the children of one data folder until somebody asks it to stop."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._supervised: list[Supervised] = []

    @property
    def children(self) -> list[Child]:
        return [one.child for one in self._supervised]

    def take_over(self, child: Child) -> None:
        """Watch a child that runs already."""
        self._supervised.append(Supervised(child))

    def start(self, child: Child) -> None:
        put_aside(child.log)
        supervised = Supervised(child)
        child.start()
        self._supervised.append(supervised)
        note_children(self._folder, self.children)

    def refuse_deaths(self) -> None:
        """Raise for a child that ended: while the copy starts, that is a mistake to be shown."""
        self._show_logs()
        for child in self.children:
            code = child.exit_code()
            if code is not None:
                raise StartError(f"{child.name} ended with {code}.", child.log)

    def watch(self, pause: Callable[[float], None]) -> None:
        """Keep all children running; ends only by StopRequested or StartError."""
        while True:
            now = time.monotonic()
            for one in self._supervised:
                self._attend(one, now)
            self._show_logs()
            pause(0.2)

    def _attend(self, one: Supervised, now: float) -> None:
        if one.restart_at is not None:
            if now >= one.restart_at:
                one.note_start(now)
                one.child.start()
                note_children(self._folder, self.children)
                tell(f"{one.child.name} is started again")
            return
        code = one.child.exit_code()
        if code is None:
            return
        # Its own children would hold its port and its work.
        one.child.kill_group()
        wait = one.note_death(now)
        tell(f"{one.child.name} ended with {code}: it is started again in {wait:g} s")

    def _show_logs(self) -> None:
        for one in self._supervised:
            for line in one.log.new_lines():
                tell(line)
