"""Shows the warnings and errors that children write to their logs."""

import re
import time
from pathlib import Path
from typing import Final

_LOUD: Final = re.compile(
    r"\b(WARNING|WARN|ERROR|CRITICAL|FATAL|PANIC)\b|\"level\": ?\"(warn|error|fatal|panic|critical)"
    r"|^Traceback "
)
# A reader's mistyped address is a warning to Django; its own failures are errors.
_READERS_MISTAKE: Final = "WARNING django.request:"
# A refused statement is an error to the database and the product's daily bread.
_LOUD_DATABASE: Final = re.compile(r"\b(FATAL|PANIC):")
_LINES_PER_MINUTE: Final = 20
_LONGEST: Final = 300
_KEPT_BYTES: Final = 10_000_000


class LogWatch:
    """Reads one log from where it ends now."""

    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self._loud = _LOUD_DATABASE if name == "postgres" else _LOUD
        self._path = path
        self._position = path.stat().st_size if path.exists() else 0
        self._minute = 0
        self._shown = 0

    def new_lines(self) -> list[str]:
        """Return the loud lines added since the last call; a flood is cut, the log has it all."""
        try:
            with self._path.open("rb") as log:
                log.seek(self._position)
                added = log.read()
        except FileNotFoundError:
            return []
        whole = added.rpartition(b"\n")[0]
        if not whole:
            return []
        self._position += len(whole) + 1
        lines = whole.decode(errors="replace").splitlines()
        loud = [one for one in lines if self._loud.search(one) and _READERS_MISTAKE not in one]
        return self._limited([f"{self._name}: {line[:_LONGEST]}" for line in loud])

    def _limited(self, lines: list[str]) -> list[str]:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._shown = minute, 0
        room = max(_LINES_PER_MINUTE - self._shown, 0)
        self._shown += len(lines)
        if room and len(lines) > room:
            return [*lines[:room], f"{self._name}: and more, see {self._path}"]
        return lines[:room]


def put_aside(path: Path) -> None:
    """Start a long log anew, keeping the previous one beside it."""
    if path.exists() and path.stat().st_size > _KEPT_BYTES:
        path.replace(path.with_suffix(".log.1"))
