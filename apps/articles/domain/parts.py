"""The parts of a version: what is read, signed and discussed one by one, each under its own hash.

A hash holds no primary key, so the same words on the same records have the same hash in every
version, and a sign-off holds as long as they do.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

OUTLINE: Final = "outline"
RED_FLAGS: Final = "red-flags"
# The one part of a version that was submitted before versions had parts: all of it.
WHOLE: Final = ""
_OF_ANOTHER: Final = re.compile(rf"{OUTLINE}|{RED_FLAGS}|.+-differs-[0-9]+")
# An amount of a drug; a concentration, such as mg/dL, is a laboratory value.
_DOSE: Final = re.compile(
    r"\d ?(?:[mµμ]?g|mcg|(?:milli|micro)?grams?|iu|(?:international )?units?|ml|millilit(?:er|re)s?"
    r"|mmol|tablets?|capsules?|puffs?|drops?)\b(?!/(?:[dm]?l|g)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """`key` is a statement's own key, SECTION-differs-N, algorithm/N, red-flags or outline.

    `interventions` are concept keys of the store, of all records that it rests on.
    """

    key: str
    sha256: str
    interventions: frozenset[str] = frozenset()
    has_dose: bool = False


def names_another(key: str) -> bool:
    """Whether this is the key of a part that is no statement, so that none may have it."""
    return bool(_OF_ANOTHER.fullmatch(key))


def hash_of(content: Any) -> str:
    """SHA-256 of JSON with sorted keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def hash_of_all(parts: Iterable[Part]) -> str:
    """The hash of a whole version."""
    return hash_of(sorted((part.key, part.sha256) for part in parts))


def says_dose(texts: Iterable[str]) -> bool:
    """Whether one of them has an amount of a drug."""
    return any(_DOSE.search(text) for text in texts)
