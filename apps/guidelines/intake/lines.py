"""What parent and child say to each other: one request, and JSON lines in return.

A line is {"head"}, {"guideline"}, {"issue"}, {"progress"} or, at last and only where all was read,
{"end"}.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Final

from apps.guidelines.formats.reading import Issue, Severity, SourceFile

# The child's exit status when it ran out of memory and could still say so.
OUT_OF_MEMORY: Final = 71
# … and when its output came to be larger than it may.
OUT_OF_SPACE: Final = 72
_LENGTH: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read, and how."""

    files: list[SourceFile]
    format: str
    rating_system: str | None
    title: str


def write_request(request: Request, stream: BinaryIO) -> None:
    """The options and the names as JSON, then the contents, each part after its length."""
    options = {
        "format": request.format,
        "rating_system": request.rating_system,
        "title": request.title,
        "names": [file.name for file in request.files],
    }
    for part in (json.dumps(options).encode(), *(file.content for file in request.files)):
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)


def read_request(stream: BinaryIO) -> Request:
    options = json.loads(_read_part(stream))
    files = [SourceFile(name, _read_part(stream)) for name in options["names"]]
    return Request(files, options["format"], options["rating_system"], options["title"])


def _read_part(stream: BinaryIO) -> bytes:
    (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
    return stream.read(length)


class LineWriter:
    """The child's side. After `most` issues only the worst of the others is kept, and how many."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream = stream
        self._left = most
        self._dropped: list[Severity] = []

    def write(self, kind: str, value: Any) -> None:
        # In ASCII: whatever a file holds can be written and read back.
        self._stream.write(json.dumps({kind: value}).encode())
        self._stream.write(b"\n")

    def progress(self, done: int, of: int, name: str) -> None:
        self.write("progress", {"done": done, "of": of, "file": name})
        self._stream.flush()

    def issues(self, issues: Iterable[Issue]) -> None:
        for issue in issues:
            if self._left:
                self._left -= 1
                self.write("issue", asdict(issue))
            else:
                self._dropped.append(issue.severity)

    def end(self, formats: list[str], sha256: str) -> None:
        if self._dropped:
            worst = min(self._dropped, key=list(Severity).index)
            said = f"There are {len(self._dropped):,} more like these."
            self.write("issue", asdict(Issue(worst, "more_issues", "", said)))
        self.write("end", {"formats": formats, "sha256": sha256})
        self._stream.flush()
