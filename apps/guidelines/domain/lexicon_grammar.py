"""What two everyday words mean side by side: "my wrist is broken", "too little potassium".

data/lay_combinations.tsv says which words go together; word_groups.tsv and body_parts.tsv, which
stand for each other there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.guidelines.domain.lexicon_words import Phrase, fold, key_of, rows_of

_NO_PHRASES: Final = frozenset({"between", "aside"})
_FARTHEST: Final = 5  # words between the two
# "My chest hurts and my arm is numb" says nothing of the arm's hurting.
_TELLS_ANEW: Final = frozenset(map(fold, ("is", "are", "was", "feels", "feel", "has", "goes")))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words from `start` to `end` mean, and how it relates to them."""

    start: int
    end: int
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class _Rule:
    """`row` is its place in the table, `side` the phrase of the pair that is a part of the body."""

    row: int
    clinical: str
    relation: str
    side: int


@dataclass(frozen=True, slots=True)
class _Grammar:
    """`parts`: noun and adjective of a part of the body. A phrase is a group of its own.

    `between`: what may stand between two phrases. `aside`: "low sugar" of these is no illness.
    """

    groups: dict[Phrase, frozenset[str]]
    rules: dict[tuple[str, str], list[_Rule]]
    parts: dict[Phrase, dict[str, str]]
    between: frozenset[str]
    aside: frozenset[str]
    longest: int


def meanings(words: list[str]) -> Iterator[Meaning]:
    """What pairs of phrases among these folded words mean. The same words may mean two things."""
    grammar = _grammar()
    places = list(_places(words, grammar))
    for index, one in enumerate(places):
        for other in places[index + 1 :]:
            if other.start - one.end > _FARTHEST:
                break
            if other.start < one.end or not grammar.between.issuperset(
                words[one.end : other.start]
            ):
                continue
            following = words[other.end : other.end + 1]
            if grammar.aside.intersection(following):
                continue
            if "and" in words[one.end : other.start] and _TELLS_ANEW.intersection(following):
                continue
            terms = _terms(one.phrase, other.phrase, grammar)
            if terms:
                yield Meaning(one.start, other.end, terms)


@lru_cache(maxsize=1)
def grammar_words() -> frozenset[str]:
    """The folded words that the grammar knows."""
    return frozenset(word for phrase in _grammar().groups for word in phrase)


def _places(words: list[str], grammar: _Grammar) -> Iterator[_Place]:
    for start in range(len(words)):
        for size in range(1, grammar.longest + 1):
            phrase = tuple(words[start : start + size])
            if len(phrase) == size and phrase in grammar.groups:
                yield _Place(start, start + size, phrase)


def _terms(one: Phrase, other: Phrase, grammar: _Grammar) -> tuple[tuple[str, str], ...]:
    """What the first row for these two says."""
    rules = [
        rule
        for left in grammar.groups[one]
        for right in grammar.groups[other]
        for rule in grammar.rules.get((left, right), ())
    ]
    first = min((rule.row for rule in rules), default=None)
    terms: dict[tuple[str, str], None] = {}
    for rule in rules:
        if rule.row == first:
            part = grammar.parts.get((one, other)[rule.side], {})
            terms[rule.clinical.format_map(part), rule.relation] = None
    return tuple(terms)


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    groups: dict[Phrase, set[str]] = defaultdict(set)
    parts: dict[Phrase, dict[str, str]] = {}
    for row in rows_of("word_groups.tsv"):
        for words in row["words"].split(";"):
            if row["group"] not in _NO_PHRASES:
                groups[key_of(words)].add(f"@{row['group']}")
    for row in rows_of("body_parts.tsv"):
        for name in row["names"].split(";"):
            parts[key_of(name)] = row
            groups[key_of(name)] |= {f"@{group}" for group in row["groups"].split(";")}
    rules = _rules(groups)
    return _Grammar(
        groups={phrase: frozenset(names) for phrase, names in groups.items()},
        rules=rules,
        parts=parts,
        between=_listed("between"),
        aside=_listed("aside"),
        longest=max(map(len, groups)),
    )


def _rules(groups: dict[Phrase, set[str]]) -> dict[tuple[str, str], list[_Rule]]:
    """By pairs of groups, in both orders. Rows of the same words count as one."""
    rules: dict[tuple[str, str], list[_Rule]] = defaultdict(list)
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows_of("lay_combinations.tsv")):
        place = first.setdefault((row["one"], row["other"]), number)
        for one in _named(row["one"], groups):
            for other in _named(row["other"], groups):
                rules[one, other].append(_Rule(place, row["clinical"], row["relation"], 0))
                rules[other, one].append(_Rule(place, row["clinical"], row["relation"], 1))
    return rules


def _listed(group: str) -> frozenset[str]:
    rows = [row["words"] for row in rows_of("word_groups.tsv") if row["group"] == group]
    return frozenset(map(fold, rows[0].split(";")))


def _named(cell: str, groups: dict[Phrase, set[str]]) -> list[str]:
    """The groups of a cell; a phrase is entered as a group of its own."""
    named = cell.split(";")
    for name in named:
        if not name.startswith("@"):
            groups[key_of(name)].add(name)
    return named
