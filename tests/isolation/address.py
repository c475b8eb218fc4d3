"""What the walk puts into one address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

# Nobody's, of the same form as somebody's.
NO_ID: Final = "00000000-0000-4000-8000-000000000000"
NO_SLUG: Final = "an-article-that-nobody-wrote"


@dataclass(frozen=True, slots=True)
class Address:
    """`theirs` are keyword arguments that name things of the victim, `nobodys` the same for none.

    `form` and `document` are bodies for the methods that take one; "theirs" decides which.
    """

    theirs: tuple[dict[str, str], ...] = ({},)
    nobodys: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    document: dict[str, Any] | None = None
    nobodys_document: dict[str, Any] | None = None

    @property
    def keywords(self) -> frozenset[str]:
        return frozenset(self.nobodys)
