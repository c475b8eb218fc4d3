"""The lines of a child as they come, in a temporary file: memory holds one of them at a time."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, cast

from apps.guidelines.formats.reading import Issue, Severity

_CHUNK: Final = 1 << 16
# Lines that are looked at only when somebody asks for them.
_LATER: Final = (b'{"head":', b'{"guideline":')
_NAMED: Final = max(map(len, _LATER))
Progress = Callable[[int, int], None]


class Spool:
    """The file that the child writes to, and what was found in it so far.

    Read by position only: the child shares the file's offset.
    """

    def __init__(self, progress: Progress | None) -> None:
        self.file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - Intake closes it
        self.issues: list[Issue] = []
        self.end: dict[str, Any] | None = None
        self.current_file = ""
        self._progress = progress
        self._places: dict[bytes, list[tuple[int, int]]] = {name: [] for name in _LATER}
        self._at = self._start = 0
        self._held = b""

    def advance(self) -> None:
        """Take in what the child has written since the last call."""
        while chunk := os.pread(self.file.fileno(), _CHUNK, self._at):
            for piece in chunk.splitlines(keepends=True):
                self._at += len(piece)
                if len(self._held) < _NAMED or not self._held.startswith(_LATER):
                    self._held += piece
                if piece.endswith(b"\n"):
                    self._take_line()

    def head(self) -> dict[str, Any] | None:
        found = next(self._read(_LATER[0]), None)
        return None if found is None else found["head"]

    def guidelines(self) -> Iterator[dict[str, Any]]:
        for line in self._read(_LATER[1]):
            yield line["guideline"]

    def _read(self, name: bytes) -> Iterator[dict[str, Any]]:
        for start, length in self._places[name]:
            yield json.loads(os.pread(self.file.fileno(), length, start))

    def _take_line(self) -> None:
        start, held = self._start, self._held
        self._start, self._held = self._at, b""
        for name in _LATER:
            if held.startswith(name):
                self._places[name].append((start, self._at - start))
                return
        line = json.loads(held)
        if "issue" in line:
            issue = line["issue"]
            self.issues.append(Issue(**{**issue, "severity": Severity(issue["severity"])}))
        elif "progress" in line:
            self.current_file = line["progress"]["file"] or self.current_file
            if self._progress:
                self._progress(line["progress"]["done"], line["progress"]["of"])
        elif "end" in line:
            self.end = line["end"]
