"""ORCID iDs: sixteen characters whose last is a checksum (ISO 7064, MOD 11-2)."""

from __future__ import annotations

import re
from typing import Final

ADDRESS: Final = "https://orcid.org/"
_FORM: Final = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?((?:\d{4}-?){3}\d{3}[\dX])", re.A)


def read_orcid(text: str) -> str | None:
    """Four groups of four, from the iD or its address; None where it is none or mistyped."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1].replace("-", "")
    if _check_digit(digits[:-1]) != digits[-1]:
        return None
    return "-".join(digits[place : place + 4] for place in range(0, 16, 4))


def _check_digit(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)
