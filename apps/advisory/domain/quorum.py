"""When a board has signed enough."""

from __future__ import annotations


def has_quorum(*, signed: int, required: int) -> bool:
    return signed >= required


def initials(name: str) -> str:
    """First letters of first and last name, titles apart: "Dr Amara Okafor" gives AO."""
    words = [word for word in name.split() if word.rstrip(".") not in ("Dr", "Prof")]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
