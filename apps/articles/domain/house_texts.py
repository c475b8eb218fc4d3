"""What an organisation publishes in numbered versions: its editorial policy, its disclaimer."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from core.levels import Level


class HouseTextKind(StrEnum):
    EDITORIAL_POLICY = "editorial_policy"
    DISCLAIMER = "disclaimer"


# The policy is one text for everybody; a disclaimer is worded for whoever reads.
PARTS: Final[dict[HouseTextKind, tuple[str, ...]]] = {
    HouseTextKind.EDITORIAL_POLICY: ("policy",),
    HouseTextKind.DISCLAIMER: tuple(level.value for level in Level),
}
