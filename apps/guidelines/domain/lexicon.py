"""Clinical terms for lay words and abbreviations, from data/lay_words.tsv and abbreviations.tsv.

A text is only added to, never rewritten: its negations and numbers stay as they are.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from apps.guidelines.domain.lexicon_words import find_correction, fold, split_words

_DATA: Final = Path(__file__).resolve().parents[1] / "data"
# By how well the term says what was asked; a word of the text itself counts 1.
_WEIGHTS: Final = {"exact": 0.8, "narrower": 0.6, "broader": 0.4, "related": 0.3, "synonym": 0.3}
# Abbreviations that are words of a sentence unless written in capitals.
_ENGLISH: Final = frozenset(
    {"ace", "ad", "add", "all", "as", "cap", "ed", "hap", "ie", "mr", "op", "pad", "pt", "ot"}
)

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term to search as well. `relation` is of the term to the words `matched` in the text."""

    text: str
    weight: float
    relation: str
    matched: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """What to search besides the text; `choices` are the meanings of abbreviations left open."""

    terms: tuple[Term, ...]
    choices: dict[str, tuple[str, ...]]
    corrections: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    clinical: dict[Phrase, list[tuple[str, str]]]
    synonyms: dict[str, list[str]]
    abbreviations: dict[str, list[tuple[str, frozenset[str]]]]
    vocabulary: frozenset[str]
    longest: int


def expand(text: str, known: frozenset[str] = frozenset()) -> Expansion:
    """Find the clinical terms, open abbreviations and likely misspellings of a text.

    `known` are words that are right though the lexicon has not heard of them.
    """
    lexicon = _lexicon()
    written = split_words(text)
    corrections = _corrections(written, frozenset(map(fold, known)), lexicon)
    words = [fold(corrections.get(word, word)) for word in written]
    terms: dict[str, Term] = {}
    choices: dict[str, tuple[str, ...]] = {}
    place = 0
    while place < len(words):
        size = _phrase_size(words, place, lexicon)
        if size:
            matched = " ".join(written[place : place + size])
            for term in _terms(tuple(words[place : place + size]), matched, lexicon):
                _add(terms, term)
        else:
            _resolve(written[place], frozenset(words), lexicon, terms, choices)
        place += size or 1
    return Expansion(tuple(terms.values()), choices, corrections)


@lru_cache(maxsize=1)
def clinical_words() -> frozenset[str]:
    """The words, folded, of which the clinical terms are made."""
    terms = {term for found in _lexicon().clinical.values() for term, _ in found}
    return frozenset(word for term in terms for word in _key(term))


def _corrections(written: list[str], known: frozenset[str], lexicon: _Lexicon) -> dict[str, str]:
    right = lexicon.vocabulary | known
    found = {
        word: find_correction(fold(word), lexicon.vocabulary)
        for word in written
        if fold(word) not in right
    }
    return {word: better for word, better in found.items() if better}


def _phrase_size(words: list[str], place: int, lexicon: _Lexicon) -> int:
    """How many words from here make the longest phrase that the lexicon has; 0 if none."""
    for size in range(min(lexicon.longest, len(words) - place), 0, -1):
        if tuple(words[place : place + size]) in lexicon.clinical:
            return size
    return 0


def _terms(phrase: Phrase, matched: str, lexicon: _Lexicon) -> list[Term]:
    found: list[Term] = []
    for clinical, relation in lexicon.clinical[phrase]:
        if _key(clinical) != phrase:
            found.append(Term(clinical, _WEIGHTS[relation], relation, matched))
        if relation == "exact":
            found += [
                Term(lay, _WEIGHTS["synonym"], "synonym", matched)
                for lay in lexicon.synonyms[clinical]
                if _key(lay) != phrase
            ]
    return found


def _add(terms: dict[str, Term], term: Term) -> None:
    if term.text not in terms or terms[term.text].weight < term.weight:
        terms[term.text] = term


def _resolve(
    written: str,
    words: frozenset[str],
    lexicon: _Lexicon,
    terms: dict[str, Term],
    choices: dict[str, tuple[str, ...]],
) -> None:
    """Expand an abbreviation that has one meaning here; leave the others to the reader."""
    meanings = lexicon.abbreviations.get(written.upper(), [])
    if not meanings or (written.lower() in _ENGLISH and not written.isupper()):
        return
    meant = [meaning for meaning, context in meanings if context & words]
    if len(meanings) == 1:
        meant = [meanings[0][0]]
    if len(meant) == 1:
        _add(terms, Term(meant[0], _WEIGHTS["exact"], "exact", written))
    else:
        choices[written] = tuple(meant or [meaning for meaning, _ in meanings])


def _key(text: str) -> Phrase:
    return tuple(map(fold, split_words(text)))


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    abbreviations: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for row in _rows("abbreviations.tsv"):
        context = frozenset(map(fold, row["context"].split(";")))
        abbreviations[row["abbreviation"]].append((row["meaning"], context))
    clinical: dict[Phrase, list[tuple[str, str]]] = defaultdict(list)
    synonyms: dict[str, list[str]] = defaultdict(list)
    for row in _rows("lay_words.tsv"):
        if len(abbreviations.get(row["lay"], ())) > 1:
            continue
        clinical[_key(row["lay"])].append((row["clinical"], row["relation"]))
        if row["relation"] == "exact":
            synonyms[row["clinical"]].append(row["lay"])
    for name in synonyms:
        clinical[_key(name)].append((name, "exact"))
    meanings = [_key(meaning) for rows in abbreviations.values() for meaning, _ in rows]
    return _Lexicon(
        clinical=dict(clinical),
        synonyms=dict(synonyms),
        abbreviations=dict(abbreviations),
        vocabulary=frozenset(word for phrase in [*clinical, *meanings] for word in phrase),
        longest=max(map(len, clinical)),
    )
