"""Clinical terms for lay words, abbreviations and brands: an organisation's own terms first, then
our list, then our grammar, then what packages know.

A text is only added to, never rewritten: its negations and numbers stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.guidelines.domain.lexicon_diagnoses import diagnoses
from apps.guidelines.domain.lexicon_drugs import drugs
from apps.guidelines.domain.lexicon_grammar import Meaning, grammar_words, meanings
from apps.guidelines.domain.lexicon_words import (
    Phrase,
    find_correction,
    fold,
    key_of,
    rows_of,
    split_words,
)

# By how well the term says what was asked; a word of the text itself counts 1.
_WEIGHTS: Final = {"exact": 0.8, "narrower": 0.6, "broader": 0.4, "related": 0.3, "synonym": 0.3}
# Abbreviations that are words of a sentence unless written in capitals.
_ENGLISH: Final = frozenset(
    {"ace", "ad", "add", "all", "as", "cap", "ed", "hap", "ie", "mr", "op", "pad", "pt", "ot"}
)
# What is said not to be there is not searched for.
_NEGATIONS: Final = frozenset(
    {"except", "excluding", "exclude", "excluded", "neither", "never", "no", "non", "nor", "not"}
    | {"without", "isnt", "arent", "wasnt", "dont", "doesnt", "didnt", "havent", "hasnt"}
)
_ARTICLES: Final = frozenset({"a", "an", "any", "the", "have", "had", "has", "of", "signs", "be"})
_LONGEST: Final = 6

OwnTerms = Mapping[Phrase, tuple[str, ...]]


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
class OtherWords:
    """What else a thing is called by our list and by packages."""

    listed: frozenset[str]
    packaged: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """`clinical`: names of each phrase and how they relate; `listed`: with synonyms of those."""

    clinical: dict[Phrase, list[tuple[str, str]]]
    synonyms: dict[str, list[str]]
    listed: dict[Phrase, tuple[tuple[str, str], ...]]
    abbreviations: dict[str, list[tuple[str, frozenset[str]]]]
    vocabulary: frozenset[str]


def expand(
    text: str, known: frozenset[str] = frozenset(), own: OwnTerms | None = None
) -> Expansion:
    """Find the clinical terms, open abbreviations and likely misspellings of a text.

    `known` are words that are right though the lexicon has not heard of them; `own` the names that
    an organisation's own terms stand for.
    """
    lexicon = _lexicon()
    written = split_words(text)
    corrections = _corrections(written, frozenset(map(fold, known)), lexicon, own or {})
    words = [fold(corrections.get(word, word)) for word in written]
    terms: dict[str, Term] = {}
    choices: dict[str, tuple[str, ...]] = {}
    taken: set[int] = set()
    for meaning in _in_order(words, lexicon, own or {}):
        span = range(meaning.start, meaning.end)
        if taken.issuperset(span):
            continue
        taken.update(span)
        if not _is_negated(words, meaning.start):
            matched = " ".join(written[meaning.start : meaning.end])
            for name, relation in meaning.terms:
                _add(terms, Term(name, _WEIGHTS[relation], relation, matched))
    for place in range(len(words)):
        if place not in taken:
            _resolve(written[place], frozenset(words), lexicon, terms, choices)
    return Expansion(tuple(terms.values()), choices, corrections)


def _in_order(words: list[str], lexicon: _Lexicon, own: OwnTerms) -> Iterator[Meaning]:
    """What stands for something, what counts most first: the longest, and our words before those of
    packages.
    """
    named = list(_phrases(words, {key: _exactly(names) for key, names in own.items()}))
    listed = [*_phrases(words, lexicon.listed), *meanings(words)]
    packaged = [
        Meaning(found.start, found.end, _with_our_words(found.terms, lexicon))
        for known in (drugs(), diagnoses())
        for found in _phrases(words, known)
    ]
    for group in (named, listed, packaged):
        yield from sorted(group, key=lambda meaning: meaning.start - meaning.end)


def _with_our_words(
    terms: tuple[tuple[str, str], ...], lexicon: _Lexicon
) -> tuple[tuple[str, str], ...]:
    """What a package says, and what our list says of exactly that."""
    ours = (
        lexicon.listed.get(key_of(name), ()) if relation == "exact" else ()
        for name, relation in terms
    )
    return (*terms, *(term for found in ours for term in found))


def _exactly(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, "exact") for name in names)


def _phrases(
    words: list[str], known: Mapping[Phrase, tuple[tuple[str, str], ...]]
) -> Iterator[Meaning]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            terms = known.get(tuple(words[start:end]))
            if terms:
                yield Meaning(start, end, terms)


def _is_negated(words: list[str], start: int) -> bool:
    """Whether a negation stands right before, or with an article between."""
    before = words[max(start - 2, 0) : start]
    return bool(before) and (
        before[-1] in _NEGATIONS or (before[-1] in _ARTICLES and before[0] in _NEGATIONS)
    )


def other_words(name: str) -> OtherWords:
    """The words that are searched with a name, or find it. It looks at every word of packages."""
    lexicon = _lexicon()
    key = key_of(name)
    listed = {
        lay
        for clinical, relation in lexicon.clinical.get(key, ())
        if relation == "exact"
        for lay in (clinical, *lexicon.synonyms[clinical])
    }
    packaged = {
        " ".join(phrase)
        for known in (drugs(), diagnoses())
        for phrase, names in known.items()
        if any(key_of(other) == key and relation != "related" for other, relation in names)
    }
    return OtherWords(frozenset(listed), frozenset(packaged))


@lru_cache(maxsize=1)
def clinical_words() -> frozenset[str]:
    """The words, folded, of which the clinical terms are made."""
    terms = {term for found in _lexicon().clinical.values() for term, _ in found}
    return frozenset(word for term in terms for word in key_of(term))


def is_word(word: str) -> bool:
    """Whether our lists or packages have the word, as it is spelt."""
    return fold(word) in _lexicon().vocabulary or fold(word) in _packaged_words()


@lru_cache(maxsize=1)
def _packaged_words() -> frozenset[str]:
    return frozenset(word for phrase in [*drugs(), *diagnoses()] for word in phrase)


def _corrections(
    written: list[str], known: frozenset[str], lexicon: _Lexicon, own: OwnTerms
) -> dict[str, str]:
    right = lexicon.vocabulary | known | {word for phrase in own for word in phrase}
    found = {
        word: find_correction(fold(word), lexicon.vocabulary)
        for word in written
        if fold(word) not in right and fold(word) not in _packaged_words()
    }
    return {word: better for word, better in found.items() if better}


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


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    abbreviations: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for row in rows_of("abbreviations.tsv"):
        context = frozenset(map(fold, row["context"].split(";")))
        abbreviations[row["abbreviation"]].append((row["meaning"], context))
    clinical: dict[Phrase, list[tuple[str, str]]] = defaultdict(list)
    synonyms: dict[str, list[str]] = defaultdict(list)
    for row in rows_of("lay_words.tsv"):
        if len(abbreviations.get(row["lay"], ())) > 1:
            continue
        clinical[key_of(row["lay"])].append((row["clinical"], row["relation"]))
        if row["relation"] == "exact":
            synonyms[row["clinical"]].append(row["lay"])
    for name in synonyms:
        clinical[key_of(name)].append((name, "exact"))
    meant = [key_of(meaning) for rows in abbreviations.values() for meaning, _ in rows]
    words = {word for phrase in [*clinical, *meant] for word in phrase} | grammar_words()
    return _Lexicon(
        clinical=dict(clinical),
        synonyms=dict(synonyms),
        listed={phrase: _with_synonyms(phrase, clinical[phrase], synonyms) for phrase in clinical},
        abbreviations=dict(abbreviations),
        vocabulary=frozenset(words),
    )


def _with_synonyms(
    phrase: Phrase, names: list[tuple[str, str]], synonyms: dict[str, list[str]]
) -> tuple[tuple[str, str], ...]:
    """The clinical terms of a phrase, and the other words for those that are exactly it."""
    found = [(name, relation) for name, relation in names if key_of(name) != phrase]
    return (
        *found,
        *(
            (lay, "synonym")
            for name, relation in names
            if relation == "exact"
            for lay in synonyms[name]
            if key_of(lay) != phrase
        ),
    )
