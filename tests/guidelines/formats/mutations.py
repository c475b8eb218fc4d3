"""Documents with one value changed or gone, and whether a reader lost anything of them silently."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from hypothesis import strategies as st

from apps.guidelines.formats.reading import Reading, SourceFile
from tests.guidelines.formats.structure import records

Path = tuple[str | int, ...]
GONE = object()
VALUES = (
    GONE,
    None,
    True,
    0,
    -1,
    1.5,
    999,
    10**12,
    "",
    " ",
    "n/a",
    "words",
    "≥3",
    "<p>",
    "a -- b",
    "9" * 40,
    [],
    {},
    ["a"],
    [None],
    [[]],
    {"a": 1},
    {"html": {"html": []}},
)


def changed(document: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The document with up to three of its values replaced."""
    return st.lists(
        st.tuples(st.sampled_from(list(_paths(document))), st.sampled_from(VALUES)),
        min_size=1,
        max_size=3,
    ).map(lambda changes: _apply(document, changes))


def as_file(document: Any) -> SourceFile:
    return SourceFile("upload.json", json.dumps(document).encode())


def as_file_at(path: FilePath) -> SourceFile:
    return SourceFile(path.name, path.read_bytes())


def lost_rows(reading: Reading, rows: Any, place: str) -> list[int]:
    """Rows that are neither a record nor under an issue, nor under one of what they stand in."""
    if not isinstance(rows, list):
        return []
    kept = [record["x"]["source"] for record in records(reading.package)]
    wheres = [issue.where for issue in reading.issues]
    return [
        index
        for index, row in enumerate(rows)
        if row not in kept and not any(_covers(where, f"{place}/{index}") for where in wheres)
    ]


def _covers(where: str, row: str) -> bool:
    pointer = where.partition("#")[2]
    return f"{pointer}/".startswith(f"{row}/") or f"{row}/".startswith(f"{pointer}/")


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    parts: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for name, part in parts:
        yield (*path, name)
        yield from _paths(part, (*path, name))


def _apply(document: dict[str, Any], changes: list[tuple[Path, Any]]) -> dict[str, Any]:
    made = copy.deepcopy(document)
    for path, value in changes:
        parent: Any = made
        for name in path[:-1]:
            parent = _part(parent, name)
        if _part(parent, path[-1]) is None:
            continue
        if value is GONE:
            del parent[path[-1]]
        else:
            parent[path[-1]] = copy.deepcopy(value)
    return made


def _part(parent: Any, name: str | int) -> Any:
    """None where an earlier change has taken the place away."""
    if isinstance(parent, dict):
        return parent.get(name)
    if isinstance(parent, list) and isinstance(name, int) and name < len(parent):
        return parent[name]
    return None
