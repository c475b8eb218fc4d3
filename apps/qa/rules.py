"""The version of the rules that make an answer, taken from the files that hold them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

_APPS: Final = Path(__file__).resolve().parents[1]
# Folders with all below them, and modules: what a question means, what is found, what is told.
_DECIDING: Final = (
    "guidelines/bm25.py",
    "guidelines/data",
    "guidelines/domain",
    "guidelines/embedding",
    "guidelines/fused.py",
    "guidelines/search.py",
    "qa/as_evidence.py",
    "qa/assumptions.py",
    "qa/composing.py",
    "qa/data",
    "qa/domain",
    "qa/retrieval.py",
    "qa/subjects.py",
)


@cache
def rules_version(apps: Path = _APPS) -> str:
    """Twelve digits that change with any file that decides. Reads them once in a process."""
    digest = hashlib.sha256()
    for file in _files(apps):
        digest.update(f"{file.relative_to(apps).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _files(apps: Path) -> Iterator[Path]:
    for name in _DECIDING:
        place = apps / name
        below = sorted(file for file in place.rglob("*") if "__pycache__" not in file.parts)
        yield from (file for file in [place, *below] if file.is_file())
