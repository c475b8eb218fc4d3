"""What a citation of one recommendation says, whatever the form, and how people are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

# "Qaseem A", "van der Berg JP": a family name and initials, as reference lists have them.
_PERSON: Final = re.compile(r"(?P<family>[^\s,].*?)[ ](?P<given>[A-Z][A-Z-]{0,3})")


@dataclass(frozen=True, slots=True)
class CitedSource:
    """`published` is as precise as it is known: (2023,), (2023, 5) or (2023, 5, 4); or empty.

    `address` is the record's permanent page, `key` names the record to programs.
    """

    key: str
    authors: tuple[str, ...]
    body: str
    title: str
    edition: str
    place: str
    published: tuple[int, ...]
    doi: str
    address: str
    accessed: date

    @property
    def named(self) -> tuple[str, ...]:
        """Its authors, or the body where the source names none."""
        return self.authors or (self.body,)


def split_name(name: str) -> tuple[str, str]:
    """Family name and initials; a body, or whoever is written otherwise, has no initials."""
    found = _PERSON.fullmatch(one_line(name))
    return (found["family"], found["given"]) if found else (one_line(name), "")


def one_line(text: str) -> str:
    """The text in one line, without characters that only control a printer."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
