"""What a board asks before it approves, and whether its present members can give it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """The rules (domain.quorum) and the times, as admins set them."""

    required_sign_offs: int
    required_specialties: tuple[str, ...]
    needs_pharmacist: bool
    review_days: int
    review_months: int


@dataclass(frozen=True, slots=True)
class Unmet:
    """What no vote can reach: `lacking` is sign_offs, specialty or pharmacist."""

    lacking: str
    specialty: str = ""


def find_unmet(
    rules: BoardSettings, *, members: int, specialties: Collection[str], has_pharmacist: bool
) -> tuple[Unmet, ...]:
    """The rules that these members cannot fulfil, even if all of them agreed."""
    present = {specialty.casefold() for specialty in specialties}
    return (
        *((Unmet("sign_offs"),) if members < rules.required_sign_offs else ()),
        *(
            Unmet("specialty", specialty)
            for specialty in rules.required_specialties
            if specialty.casefold() not in present
        ),
        *((Unmet("pharmacist"),) if rules.needs_pharmacist and not has_pharmacist else ()),
    )
