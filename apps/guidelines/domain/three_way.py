"""Three states of one record side by side: what both came from, and what each became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = Mapping[str, Any]


class FieldChange(StrEnum):
    """`agreed`: both changed it, to the same. `both`: to different things; somebody decides."""

    UPSTREAM = "upstream"
    LOCAL = "local"
    AGREED = "agreed"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that is not as it was; None where it is absent."""

    name: str
    base: Any
    upstream: Any
    local: Any
    change: FieldChange


def compare(base: Values, upstream: Values, local: Values) -> tuple[FieldDifference, ...]:
    """The fields that changed on one side or both, by name."""
    return tuple(
        FieldDifference(name, base.get(name), upstream.get(name), local.get(name), change)
        for name in sorted({*base, *upstream, *local})
        if (change := _change(base.get(name), upstream.get(name), local.get(name)))
    )


def merge(base: Values, upstream: Values, local: Values) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What results where only one side changed, and the names of fields that both changed.

    Of those, the local value stands in the result until somebody decides.
    """
    differences = compare(base, upstream, local)
    merged = dict(local)
    for item in differences:
        if item.change is FieldChange.UPSTREAM:
            merged[item.name] = item.upstream
    present = {name: value for name, value in merged.items() if value is not None}
    return present, tuple(item.name for item in differences if item.change is FieldChange.BOTH)


def _change(base: Any, upstream: Any, local: Any) -> FieldChange | None:
    if upstream == local:
        return None if local == base else FieldChange.AGREED
    if upstream == base:
        return FieldChange.LOCAL
    return FieldChange.UPSTREAM if local == base else FieldChange.BOTH
