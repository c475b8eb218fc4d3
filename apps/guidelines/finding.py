"""Finding recommendations in everyday words: the lexicon's terms searched along with the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from apps.guidelines.bm25 import Counted, find_matches
from apps.guidelines.domain.lexicon import Expansion, expand
from apps.guidelines.domain.lexicon_words import split_words
from apps.guidelines.domain.ranking import Slot, rank
from apps.guidelines.models import RecommendationVersion
from apps.guidelines.search import lexemes_by_word
from apps.guidelines.terms import own_terms_in

# Longer than any question; more only costs time.
LONGEST_QUERY: Final = 300
# The best of so many pages, by words alone, are looked at more closely together.
POOL_PAGES: Final = 8


@dataclass(frozen=True, slots=True)
class Words:
    """`slots` are the things asked for; `also` are the clinical terms searched as well.

    `weights` say how much each lexeme counts.
    """

    text: str
    slots: tuple[Slot, ...]
    weights: dict[str, float]
    also: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    corrections: dict[str, str]


def understand(text: str) -> Words:
    """Take a text in lay or clinical words for what it may mean. Two queries."""
    asked = " ".join(text.split())[:LONGEST_QUERY]
    expansion = expand(asked, own=own_terms_in(asked))
    slots = _lexemes(_slots(asked, expansion))
    return Words(
        text=asked,
        slots=slots,
        weights=_weights(slots),
        also=tuple(term.text for term in expansion.terms if term.relation != "synonym"),
        choices=expansion.choices,
        corrections=expansion.corrections,
    )


def find_among(
    words: Words, among: QuerySet[RecommendationVersion], *, start: int, size: int
) -> tuple[list[int], list[Counted]]:
    """A page of those of `among` that say a thing asked for, best first, and what all of them are.

    `start` is a whole number of pages. One query: what is not among them is left out before
    anything is ranked, counted or cut off.
    """
    pool = POOL_PAGES * size
    place = start % pool
    ways = [way for slot in words.slots for way in slot]
    matches, counted = find_matches(words.weights, ways, among, skip=start - place, limit=pool)
    ranked = rank(matches, slots=words.slots, weights=words.weights)
    return ranked[place : place + size], counted


def _weights(slots: tuple[Slot, ...]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for slot in slots:
        for words, weight in slot.items():
            for word in words:
                weights[word] = max(weights.get(word, 0.0), weight / len(words))
    return weights


def _lexemes(phrases: list[dict[str, float]]) -> tuple[Slot, ...]:
    """The ways to say each thing, as the lexemes that it takes. One query."""
    lexemes = lexemes_by_word([*{phrase for slot in phrases for phrase in slot}])
    slots = (
        {frozenset(lexemes[phrase]): weight for phrase, weight in slot.items() if lexemes[phrase]}
        for slot in phrases
    )
    return tuple(slot for slot in slots if slot)


def _slots(asked: str, expansion: Expansion) -> list[dict[str, float]]:
    """What was asked, thing by thing: the ways to say each, with how well they say it.

    A likely misspelling is searched as written too: the guess may be wrong.
    """
    slots: dict[str, dict[str, float]] = {}
    for term in expansion.terms:
        ways = slots.setdefault(term.matched, {term.matched: 1.0})
        ways[term.text] = max(ways.get(term.text, 0.0), term.weight)
    meant = {word for matched in slots for word in matched.split()}
    for word in split_words(asked):
        if word not in meant:
            slots[word] = {word: 1.0}
        if word in expansion.corrections:
            slots[word] = slots.get(word, {word: 1.0}) | {expansion.corrections[word]: 0.9}
    return list(slots.values())
