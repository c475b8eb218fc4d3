"""What a board asks before it approves, and whether its present members can give it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """`required_sign_offs` and the rest are asked of every part of a version."""

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
    rules: Rules, *, members: int, specialties: Collection[str], has_pharmacist: bool
) -> tuple[Unmet, ...]:
    """The rules that these members cannot fulfil, even if all of them agreed."""
    return (
        *((Unmet("sign_offs"),) if members < rules.required_sign_offs else ()),
        *(
            Unmet("specialty", specialty)
            for specialty in rules.required_specialties
            if specialty not in specialties
        ),
        *((Unmet("pharmacist"),) if rules.needs_pharmacist and not has_pharmacist else ()),
    )
