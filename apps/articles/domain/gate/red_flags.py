"""Which warnings each subject must mention: the list in data/red_flags.json, with its sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).resolve().parents[2] / "data" / "red_flags.json"


@dataclass(frozen=True, slots=True)
class MustMention:
    """One thing to warn of: `say` in words for authors, `pattern` finds it in a text."""

    key: str
    say: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    pattern: re.Pattern[str]
    warnings: tuple[MustMention, ...]
    sources: tuple[str, ...]


@lru_cache(maxsize=1)
def subjects() -> tuple[Subject, ...]:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Subject(
            name=topic["name"],
            pattern=_any_of(topic["words"], whole=True),
            warnings=tuple(
                MustMention(item["key"], item["say"], _any_of(item["words"], whole=False))
                for item in topic["must"]
            ),
            sources=tuple(source["title"] for source in topic["sources"]),
        )
        for topic in document["topics"]
    )


def _any_of(words: Iterable[str], *, whole: bool) -> re.Pattern[str]:
    end = r"(?:s|es|e)?\b" if whole else ""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))}){end}", re.IGNORECASE)
