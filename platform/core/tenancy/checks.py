"""The wall as a Django system check: `manage.py check --database default`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from core.tenancy.wall import find_gaps


def check_wall(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """core.E001 for each gap; runs only when the caller names the database."""
    return (
        [Error(gap, id="core.E001") for gap in find_gaps()]
        if "default" in (databases or ())
        else []
    )
