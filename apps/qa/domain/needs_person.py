"""What only a person can decide: fixed rules over the words of a question.

The rules are data (`data/needs_person.toml`). The store's general answer is still given beside
them, with whom to ask.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from apps.qa.domain.phrases import pattern_of, plain
from apps.qa.domain.shapes import Draft, Understanding

_FILE: Final = Path(__file__).resolve().parents[1] / "data" / "needs_person.toml"
_LIST: Final = re.compile(r"\{([a-z]+)\}")
# A comma or full stop inside a number parts no words: 6.8.
_DECIMAL: Final = re.compile(r"(?<=\d)[.,](?=\d)")
_Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`title` says why a person is needed, `ask` whom to ask.

    `told_by_store`: it holds only as long as no record speaks of all that was asked about.
    """

    id: str
    title: str
    ask: str
    phrases: _Patterns
    needs: tuple[_Patterns, ...]
    unless: _Patterns
    told_by_store: bool


@dataclass(frozen=True, slots=True)
class RuleBook:
    version: str
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The platform's rules. Read once."""
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return RuleBook(
        version=document["version"],
        rules=tuple(_rule(row, document["words"]) for row in document["rule"]),
    )


def find_decisions(text: str) -> tuple[Rule, ...]:
    """The rules that the text fires, in the order of the rule book."""
    words = _DECIMAL.sub("", plain(text))
    return tuple(rule for rule in rule_book().rules if _fires(rule, words))


def still_needed(ids: Iterable[str], draft: Draft, meant: Understanding) -> tuple[str, ...]:
    """Those rules that the answer does not make needless."""
    told = _speaks_of_all(draft, meant)
    needless = {rule.id for rule in rule_book().rules if rule.told_by_store and told}
    return tuple(id_ for id_ in ids if id_ not in needless)


def _speaks_of_all(draft: Draft, meant: Understanding) -> bool:
    """Whether one sentence is on everything that the question names."""
    if meant.unknown or len(meant.asked_about) < 2:
        return False
    said = [claim.evidence for claim in draft.claims if claim.role != "nearby"]
    return any(
        all({*item.interventions, *item.comparators} & group for group in meant.asked_about)
        for item in said
    )


def _rule(row: dict[str, Any], words: Mapping[str, str]) -> Rule:
    def patterns(phrases: Iterable[str]) -> _Patterns:
        return tuple(pattern_of(_spelt_out(phrase, words)) for phrase in phrases)

    return Rule(
        id=row["id"],
        title=row["title"],
        ask=row["ask"],
        phrases=patterns(row.get("phrases", ())),
        needs=tuple(patterns(group) for group in row.get("needs", ())),
        unless=patterns(row.get("unless", ())),
        told_by_store=row.get("told_by_store", False),
    )


def _spelt_out(phrase: str, words: Mapping[str, str]) -> str:
    """The phrase with its lists put in; lists may name lists."""
    while _LIST.search(phrase):
        phrase = _LIST.sub(lambda name: words[name[1]], phrase)
    return phrase


def _fires(rule: Rule, words: str) -> bool:
    if any(pattern.search(words) for pattern in rule.unless):
        return False
    return any(pattern.search(words) for pattern in rule.phrases) or (
        bool(rule.needs)
        and all(any(pattern.search(words) for pattern in group) for group in rule.needs)
    )
