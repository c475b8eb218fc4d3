"""Where real files of guideline sources lie, for tests; they are never part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "guidelines" / "data"
_NAMED = os.environ.get("CONSILIUM_REAL_DATA")
_FOLDER = Path(_NAMED) if _NAMED else _BESIDE

DATA: Path | None = _FOLDER if _FOLDER.is_dir() else None
needs_real_data = pytest.mark.skipif(
    DATA is None, reason="the real files are not here: set CONSILIUM_REAL_DATA to their folder"
)


def real_files(pattern: str) -> list[Path]:
    """The real files that match; empty where there are none."""
    return sorted(DATA.glob(pattern)) if DATA else []
