"""Roles and what each may do, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    READER = "reader"
    AUTHOR = "author"
    BOARD_MEMBER = "board_member"
    CURATOR = "curator"
    ADMIN = "admin"


class Capability(StrEnum):
    WRITE_ARTICLES = "write_articles"
    REVIEW_ARTICLES = "review_articles"
    CURATE_GUIDELINES = "curate_guidelines"
    MANAGE_ORGANISATION = "manage_organisation"


class Scope(StrEnum):
    """What a partner's key may do."""

    READ_ARTICLES = "read_articles"
    READ_GUIDELINES = "read_guidelines"
    ASK = "ask"


CAPABILITIES: Final[dict[Role, frozenset[Capability]]] = {
    Role.READER: frozenset(),
    Role.AUTHOR: frozenset({Capability.WRITE_ARTICLES}),
    Role.BOARD_MEMBER: frozenset({Capability.REVIEW_ARTICLES}),
    Role.CURATOR: frozenset({Capability.CURATE_GUIDELINES}),
    Role.ADMIN: frozenset({Capability.MANAGE_ORGANISATION}),
}


def capabilities_of(roles: list[str]) -> frozenset[str]:
    """All that these roles may do together."""
    return frozenset(capability for role in roles for capability in CAPABILITIES[Role(role)])
