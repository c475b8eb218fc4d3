"""Finding recommendations in everyday words: the lexicon's terms searched along with the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.guidelines.bm25 import find_matches
from apps.guidelines.citing import CitedRecommendation, describe
from apps.guidelines.domain.lexicon import Expansion, expand
from apps.guidelines.domain.lexicon_words import split_words
from apps.guidelines.domain.ranking import rank
from apps.guidelines.search import lexemes_by_word, load_documents
from apps.guidelines.terms import own_terms_in

# Longer than any question; more only costs time.
LONGEST_QUERY: Final = 300
# So many of the best by words alone are looked at more closely.
POOL: Final = 200


@dataclass(frozen=True, slots=True)
class StoreHits:
    """What was found for `text`, best first; `also` are the clinical terms searched as well.

    `is_cut`: there is more than is shown.
    """

    text: str
    hits: tuple[CitedRecommendation, ...]
    is_cut: bool
    also: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    corrections: dict[str, str]


def search_store(text: str, *, limit: int = 20) -> StoreHits:
    """Find active recommendations for a text in lay or clinical words. At most five queries."""
    asked = " ".join(text.split())[:LONGEST_QUERY]
    expansion = expand(asked, own=own_terms_in(asked))
    found = _find(asked, expansion)
    rows = load_documents(found[:limit]) if found else []
    return StoreHits(
        text=asked,
        hits=tuple(map(describe, rows)),
        is_cut=len(found) > limit,
        also=tuple(term.text for term in expansion.terms if term.relation != "synonym"),
        choices=expansion.choices,
        corrections=expansion.corrections,
    )


def _find(asked: str, expansion: Expansion) -> list[int]:
    """The documents, best first. Two queries."""
    phrases = _slots(asked, expansion)
    lexemes = lexemes_by_word([*{phrase for slot in phrases for phrase in slot}])
    slots = [
        {frozenset(lexemes[phrase]): weight for phrase, weight in slot.items() if lexemes[phrase]}
        for slot in phrases
    ]
    weights: dict[str, float] = {}
    for slot in slots:
        for words, weight in slot.items():
            for word in words:
                weights[word] = max(weights.get(word, 0.0), weight / len(words))
    matches = find_matches(weights, limit=POOL)
    return rank(matches, slots=[slot for slot in slots if slot], weights=weights)


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
