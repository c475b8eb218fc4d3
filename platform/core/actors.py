"""Who acts. Every service receives one, and every audit entry names one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"
    PARTNER = "partner"
    ANONYMOUS = "anonymous"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the person's or the partner key's primary key, or None.

    `capabilities` are those the actor has in the tenant of the current scope; `visitor` is the
    opaque token of an anonymous browser, by which it finds its own questions again.
    """

    kind: ActorKind
    name: str
    id: int | None = None
    capabilities: frozenset[str] = field(default_factory=frozenset)
    visitor: str = ""

    def can(self, capability: str) -> bool:
        return capability in self.capabilities

    def get_id(self) -> int:
        """The primary key of a person or partner key. Raises `LookupError` for others."""
        if self.id is None:
            raise LookupError(f"{self.name} has no account")
        return self.id

    @property
    def is_person(self) -> bool:
        return self.kind is ActorKind.PERSON

    @property
    def is_partner(self) -> bool:
        return self.kind is ActorKind.PARTNER


def anonymous(visitor: str = "") -> Actor:
    return Actor(kind=ActorKind.ANONYMOUS, name="Anonymous", visitor=visitor)


def system(name: str) -> Actor:
    """A process of the platform itself, named for what it does ("answer engine")."""
    return Actor(kind=ActorKind.SYSTEM, name=name)
