"""Finding recommendations in everyday words: the lexicon's terms searched along with the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.guidelines.citing import CitedRecommendation, describe
from apps.guidelines.domain.lexicon import Expansion, expand
from apps.guidelines.search import find_recommendations, lexemes_by_word, load_documents
from apps.guidelines.terms import own_terms_in

# Longer than any question; more only costs time.
LONGEST_QUERY: Final = 300


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
    found = find_recommendations(_weights(asked, expansion), limit=limit + 1) if asked else []
    rows = load_documents([hit.document_id for hit in found[:limit]]) if found else []
    return StoreHits(
        text=asked,
        hits=tuple(map(describe, rows)),
        is_cut=len(found) > limit,
        also=tuple(term.text for term in expansion.terms if term.relation != "synonym"),
        choices=expansion.choices,
        corrections=expansion.corrections,
    )


def _weights(text: str, expansion: Expansion) -> dict[str, float]:
    """The weight of each lexeme: the highest of the words that have it. One query."""
    phrases = {term.text: term.weight for term in expansion.terms}
    # A likely misspelling is searched as written too: the guess may be wrong.
    phrases |= dict.fromkeys(expansion.corrections.values(), 0.9)
    phrases[text] = 1.0
    weights: dict[str, float] = {}
    for phrase, lexemes in lexemes_by_word(list(phrases)).items():
        for lexeme in lexemes:
            weights[lexeme] = max(weights.get(lexeme, 0.0), phrases[phrase])
    return weights
