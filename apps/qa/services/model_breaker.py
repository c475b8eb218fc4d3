"""Leaving a model alone that keeps failing. Counted in Valkey, for all workers together.

Where Valkey is away every call is allowed: each ends within its own seconds.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from django.core.cache import cache

OPEN_AFTER: Final = 3
OPEN_SECONDS: Final = 30
# Failures further apart than this have nothing to do with each other.
_REMEMBERED_SECONDS: Final = 600
_FAILURES: Final = "public:language-model:failures"
_OPEN: Final = "public:language-model:open"
_TRIAL: Final = "public:language-model:trial"


def allows() -> bool:
    """Whether to call now. After a pause one call in `OPEN_SECONDS` tries whether it is back."""
    if cache.get(_OPEN):
        return False
    if int(cache.get(_FAILURES) or 0) < OPEN_AFTER:
        return True
    return bool(cache.add(_TRIAL, 1, timeout=OPEN_SECONDS))


def note_success() -> None:
    cache.delete_many([_FAILURES, _OPEN, _TRIAL])


def note_failure() -> None:
    """One more in a row; from the third on nobody calls for a while."""
    cache.add(_FAILURES, 0, timeout=_REMEMBERED_SECONDS)
    # Another worker's success may have taken the counter away in between.
    with suppress(ValueError):
        if cache.incr(_FAILURES) >= OPEN_AFTER:
            cache.set(_OPEN, 1, timeout=OPEN_SECONDS)
