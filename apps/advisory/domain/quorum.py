"""When a board has signed enough: its rules, asked of every part of a version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.articles.domain.parts import Part

PHARMACIST: Final = "pharmacist"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a board asks of every part; of a pharmacist, of parts that have a dose."""

    sign_offs: int
    specialties: tuple[str, ...] = ()
    needs_pharmacist: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off that counts. `is_carried` when it was given in an earlier version, on the same
    words with the same records.
    """

    signer_id: int
    name: str
    specialty: str
    profession: str
    is_carried: bool
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """What a part still lacks."""

    part: str
    sign_offs: int = 0
    specialties: tuple[str, ...] = ()
    pharmacist: bool = False

    def __str__(self) -> str:
        lacks = [f"{self.sign_offs} more sign-offs"] if self.sign_offs > 1 else []
        lacks += ["one more sign-off"] if self.sign_offs == 1 else []
        lacks += [f"somebody of {name}" for name in self.specialties]
        lacks += ["a pharmacist, because it has a dose"] if self.pharmacist else []
        return ", ".join(lacks)


def missing(
    rules: Rules, parts: Iterable[Part], signatures: Mapping[str, Sequence[Signature]]
) -> tuple[Missing, ...]:
    """What stands between the parts and approval, in their order."""
    return tuple(_missing(rules, parts, signatures))


def fewest(parts: Iterable[Part], signatures: Mapping[str, Sequence[Signature]]) -> int:
    """How many sign-offs every part has at least."""
    return min((len(signatures.get(part.key, ())) for part in parts), default=0)


def _missing(
    rules: Rules, parts: Iterable[Part], signatures: Mapping[str, Sequence[Signature]]
) -> Iterator[Missing]:
    for part in parts:
        there = signatures.get(part.key, ())
        present = {row.specialty.casefold() for row in there}
        lacks = Missing(
            part.key,
            max(rules.sign_offs - len(there), 0),
            tuple(name for name in rules.specialties if name.casefold() not in present),
            rules.needs_pharmacist
            and part.has_dose
            and not any(row.profession == PHARMACIST for row in there),
        )
        if lacks != Missing(part.key):
            yield lacks


def initials(name: str) -> str:
    """First letters of first and last name, titles apart: "Dr Amara Okafor" gives AO."""
    words = [word for word in name.split() if word.rstrip(".") not in ("Dr", "Prof")]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
