"""The platform's minimum disclaimer, which no organisation can remove; theirs is shown above it."""

from __future__ import annotations

from typing import Final

from core.levels import Level

MINIMUM: Final[dict[Level, str]] = {
    Level.CLINICIAN: (
        "This page supports clinical judgement and does not replace it. Check it against the cited "
        "sources and local standards before you apply it to a patient."
    ),
    Level.STUDENT: (
        "This page is for learning. Check it against the cited sources, and ask a qualified "
        "colleague before you apply it to a patient."
    ),
    Level.PATIENT: (
        "This page is for information. It does not know your situation and does not replace advice "
        "from your doctor or nurse. Do not start or stop a medicine because of it."
    ),
}


def disclaimer_at(level: Level, own: dict[str, str]) -> str:
    """The organisation's own words at this level, if any, followed by the minimum."""
    return "\n\n".join(part for part in (own.get(level.value, ""), MINIMUM[level]) if part)
